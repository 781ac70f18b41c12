namespace MlNetTransfer.Kernels.Winograd;

/// <summary>Where transformed inputs lie: [point][channel block][tile][16].</summary>
/// <param name="First">Tile that the buffer's first place belongs to.</param>
/// <param name="Tiles">Places for tiles; more than are used where that spreads them over the cache.</param>
/// <param name="Blocks">Channel blocks.</param>
internal readonly record struct TransformedInputs(int First, int Tiles, int Blocks)
{
    /// <summary>Floats from one channel block to the next.</summary>
    public int BlockStep => Tiles * BlockedLayout.Block;

    /// <summary>Floats from one point to the next.</summary>
    public int PointStep => Blocks * BlockStep;

    /// <summary>Offset of a tile's first point.</summary>
    public int Offset(int block, int tile) => (block * BlockStep) + ((tile - First) * BlockedLayout.Block);
}
