namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Division of a convolution's output pixels into register tiles.</summary>
/// <remarks>
/// A tile lies in one row, or where rows are short in two neighbouring rows. A 1x1 convolution without halos sees the picture as one long row.
/// Rows divide evenly: 16 pixels are 8 + 8, not 14 + 2, since eight rows already keep the multiply-add units busy.
/// </remarks>
internal sealed class TileGrid
{
    private readonly List<Tile> _tiles = [];
    private readonly ConvolutionShape _shape;
    private readonly BlockedLayout _input;
    private readonly BlockedLayout _output;
    private readonly BlockedLayout _residual;
    private readonly int _maxHalf;

    /// <summary>Divides a picture.</summary>
    /// <param name="spec">The convolution; its input layout may be that of a staged copy.</param>
    /// <param name="maxHalf">Rows of half a tile at most.</param>
    public TileGrid(ConvolutionSpec spec, int maxHalf)
    {
        _shape = spec.Shape;
        _input = spec.Input;
        _output = spec.Output;
        _residual = spec.Residual ?? spec.Output;
        _maxHalf = maxHalf;
        InputStep = _shape.StrideX * BlockedLayout.Block;
        if (IsFlat(spec))
        {
            AddRow(0, _output.Height * _output.Width);
        }
        else if (_output.Width > maxHalf)
        {
            for (int y = 0; y < _output.Height; y++)
            {
                AddRow(y, _output.Width);
            }
        }
        else
        {
            AddRowPairs();
        }

        Tiles = [.. _tiles];
    }

    /// <summary>The tiles, from top to bottom.</summary>
    public Tile[] Tiles { get; }

    /// <summary>Floats from one row's input to the next.</summary>
    public int InputStep { get; }

    /// <summary>Whether a tile's second half lies one row below the first instead of beside it.</summary>
    public bool IsVertical { get; private set; }

    /// <summary>Floats from the first half's input to the second's.</summary>
    public int HalfInput(int firstRows) => IsVertical ? _shape.StrideY * _input.RowStride : firstRows * InputStep;

    /// <summary>Floats from the first half's output to the second's.</summary>
    public int HalfOutput(int firstRows) => IsVertical ? _output.RowStride : firstRows * BlockedLayout.Block;

    /// <summary>Floats from the first half's residual to the second's.</summary>
    public int HalfResidual(int firstRows) => IsVertical ? _residual.RowStride : firstRows * BlockedLayout.Block;

    private static bool IsFlat(ConvolutionSpec spec)
    {
        ConvolutionShape s = spec.Shape;
        return s is { KernelHeight: 1, KernelWidth: 1, StrideX: 1, StrideY: 1, RequiredHalo: 0 }
            && spec.Input.Halo == 0 && spec.Output.Halo == 0 && (spec.Residual?.Halo ?? 0) == 0;
    }

    private void AddRow(int y, int width)
    {
        int count = (width + (2 * _maxHalf) - 1) / (2 * _maxHalf);
        for (int i = 0; i < count; i++)
        {
            int start = (int)((long)width * i / count);
            int rows = (int)((long)width * (i + 1) / count) - start;
            Add(y, start, rows <= _maxHalf ? (rows, 0) : ((rows + 1) / 2, rows / 2));
        }
    }

    private void AddRowPairs()
    {
        IsVertical = true;
        for (int y = 0; y < _output.Height; y += 2)
        {
            Add(y, 0, (_output.Width, y + 1 < _output.Height ? _output.Width : 0));
        }
    }

    private void Add(int y, int x, (int First, int Second) rows) =>
        _tiles.Add(new Tile(
            _input.Offset(0, (y * _shape.StrideY) - _shape.PadTop, (x * _shape.StrideX) - _shape.PadLeft),
            _output.Offset(0, y, x),
            _residual.Offset(0, y, x),
            rows.First,
            rows.Second));
}
