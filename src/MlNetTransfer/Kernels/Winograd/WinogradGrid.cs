namespace MlNetTransfer.Kernels.Winograd;

/// <summary>Division of a picture into tiles of m x m outputs, and the sizes that follow from it.</summary>
/// <remarks>Tiles of a batch are numbered through, picture by picture, each from top left to bottom right.</remarks>
internal sealed class WinogradGrid
{
    /// <summary>Divides.</summary>
    /// <param name="spec">The convolution.</param>
    /// <param name="outputs">m: outputs of a tile along one axis.</param>
    public WinogradGrid(ConvolutionSpec spec, int outputs)
    {
        Outputs = outputs;
        Size = outputs + 2;
        Points = Size * Size;
        TilesX = (spec.Output.Width + outputs - 1) / outputs;
        TileCount = TilesX * ((spec.Output.Height + outputs - 1) / outputs);
        Width = spec.Output.Width;
        Height = spec.Output.Height;
        TileFloats = Points * spec.Input.Blocks * BlockedLayout.Block;
    }

    /// <summary>m: outputs of a tile along one axis.</summary>
    public int Outputs { get; }

    /// <summary>m + 2: inputs of a tile along one axis.</summary>
    public int Size { get; }

    /// <summary>(m + 2)^2: products of a tile for each pair of channels.</summary>
    public int Points { get; }

    /// <summary>Tiles side by side.</summary>
    public int TilesX { get; }

    /// <summary>Tiles of a picture.</summary>
    public int TileCount { get; }

    /// <summary>Floats of a tile's transformed inputs.</summary>
    public int TileFloats { get; }

    private int Width { get; }

    private int Height { get; }

    /// <summary>Top left output of a tile.</summary>
    public (int Picture, int Y, int X) PlaceOf(int tile)
    {
        (int picture, int inPicture) = Math.DivRem(tile, TileCount);
        (int row, int column) = Math.DivRem(inPicture, TilesX);
        return (picture, row * Outputs, column * Outputs);
    }

    /// <summary>Top left output of the tile after one.</summary>
    public (int Picture, int Y, int X) Next(int picture, int y, int x)
    {
        x += Outputs;
        if (x < Width)
        {
            return (picture, y, x);
        }

        y += Outputs;
        return y < Height ? (picture, y, 0) : (picture + 1, 0, 0);
    }
}
