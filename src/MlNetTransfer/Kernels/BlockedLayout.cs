namespace MlNetTransfer.Kernels;

/// <summary>
/// Layout of activations between kernels, NCHW16c with halo: [n][C/16][H + 2 halo][W + 2 halo][16] floats.
/// </summary>
/// <remarks>
/// Channels are padded to a multiple of <see cref="Block"/>; the padding channels hold zeros. The halo is a border of zeros that makes padded
/// windows plain reads; whoever owns the buffer clears it once per use and kernels never write it. One layout for every lane width.
/// </remarks>
/// <param name="Channels">C, without padding.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
/// <param name="Halo">Width of the border on all four sides.</param>
/// <param name="StorageBlocks">Channel blocks of the buffer that this layout is a window of; 0 where it is the whole buffer.
/// A window starts at a whole block: the giver slices the buffer there. So concatenated parts are written in place.</param>
internal readonly record struct BlockedLayout(int Channels, int Height, int Width, int Halo = 0, int StorageBlocks = 0)
{
    /// <summary>Channels that lie side by side: one 64-byte line of floats.</summary>
    public const int Block = 16;

    /// <summary>Number of channel blocks.</summary>
    public int Blocks => (Channels + Block - 1) / Block;

    /// <summary>Floats from one row to the next.</summary>
    public int RowStride => (Width + (2 * Halo)) * Block;

    /// <summary>Floats from one channel block to the next.</summary>
    public int PlaneStride => (Height + (2 * Halo)) * RowStride;

    /// <summary>Floats from one picture to the next.</summary>
    public int ImageStride => (StorageBlocks == 0 ? Blocks : StorageBlocks) * PlaneStride;

    /// <summary>Offset of a pixel inside a picture's channel block.</summary>
    public int Offset(int block, int y, int x) => (block * PlaneStride) + ((y + Halo) * RowStride) + ((x + Halo) * Block);

    /// <summary>Floats that a buffer of <paramref name="batch"/> pictures needs, from this layout's first float on.</summary>
    public int Length(int batch) => checked(((batch - 1) * ImageStride) + (Blocks * PlaneStride));
}
