namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Place and size of a register tile in a picture.</summary>
/// <param name="Input">Offset of its first input, from the input's first channel block.</param>
/// <param name="Output">Offset of its first output, from the panel's channel block.</param>
/// <param name="Residual">Offset of its first residual, from the panel's channel block.</param>
/// <param name="First">Rows (output pixels) of its first half.</param>
/// <param name="Second">Rows of its second half.</param>
internal readonly record struct Tile(int Input, int Output, int Residual, int First, int Second)
{
    /// <summary>How many tiles at the start have the same number of rows.</summary>
    public static int EqualAtStart(ReadOnlySpan<Tile> tiles)
    {
        int count = 1;
        while (count < tiles.Length && tiles[count].First == tiles[0].First && tiles[count].Second == tiles[0].Second)
        {
            count++;
        }

        return count;
    }
}
