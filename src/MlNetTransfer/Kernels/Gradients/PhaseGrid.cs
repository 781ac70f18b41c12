namespace MlNetTransfer.Kernels.Gradients;

/// <summary>Division of dX into phases of rows and columns and of these into register tiles.</summary>
/// <remarks>A tile lies in one row of its phase, or where those are short in two neighbouring ones; a 1x1 convolution without halos is one long row.</remarks>
internal sealed class PhaseGrid
{
    private readonly List<PhaseTile> _tiles = [];
    private readonly ConvolutionGradientSpec _spec;
    private readonly int _maxHalf;
    private readonly bool _isFlat;

    /// <summary>Divides a picture.</summary>
    /// <param name="spec">The convolution.</param>
    /// <param name="maxHalf">Pixels of half a tile at most.</param>
    public PhaseGrid(ConvolutionGradientSpec spec, int maxHalf)
    {
        _spec = spec;
        _maxHalf = maxHalf;
        _isFlat = IsOneRow(spec);
        AxisPhase[] columns = AxisPhase.Columns(spec.Shape);
        Phases = [.. from y in AxisPhase.Rows(spec.Shape) from x in columns select (y, x)];
        for (int p = 0; p < Phases.Length; p++)
        {
            Divide(p);
        }

        int band = _isFlat ? 1 : 2 * spec.Shape.StrideY;
        Tiles = [.. _tiles.OrderBy(t => t.Y / band).ThenBy(t => t.Phase)];
    }

    /// <summary>The phases: rows, columns.</summary>
    public (AxisPhase Rows, AxisPhase Columns)[] Phases { get; }

    /// <summary>The tiles, from top to bottom; all phases of a band of rows follow each other.</summary>
    public PhaseTile[] Tiles { get; }

    /// <summary>Whether the second half of a phase's tiles lies one row below the first instead of beside it.</summary>
    public bool IsVertical(int phase) => !_isFlat && Phases[phase].Columns.Count <= _maxHalf;

    /// <summary>Floats from the first half of a tile to the second in dY.</summary>
    public int HalfInput(in PhaseTile tile) => IsVertical(tile.Phase) ? _spec.Output.RowStride : tile.First * BlockedLayout.Block;

    /// <summary>Floats from the first half of a tile to the second in a layout of dX's size.</summary>
    public int Half(in PhaseTile tile, BlockedLayout layout) =>
        IsVertical(tile.Phase) ? _spec.Shape.StrideY * layout.RowStride : tile.First * _spec.Shape.StrideX * BlockedLayout.Block;

    private static bool IsOneRow(ConvolutionGradientSpec spec)
    {
        bool pointwise = spec.Shape is { KernelHeight: 1, KernelWidth: 1, StrideX: 1, StrideY: 1, PadTop: 0, PadLeft: 0, PadBottom: 0, PadRight: 0 };
        bool masked = spec.Mask.Kind != ActivationKind.None;
        return pointwise && spec.Output.Halo == 0 && spec.InputGradient.Halo == 0 && (spec.Addend?.Halo ?? 0) == 0 && (!masked || spec.Input.Halo == 0);
    }

    private void Divide(int phase)
    {
        (AxisPhase rows, AxisPhase columns) = Phases[phase];
        if (_isFlat)
        {
            AddRow(phase, 0, rows.Count * columns.Count);
        }
        else if (IsVertical(phase))
        {
            for (int y = 0; y < rows.Count; y += 2)
            {
                Add(phase, y, 0, (columns.Count, y + 1 < rows.Count ? columns.Count : 0));
            }
        }
        else
        {
            for (int y = 0; y < rows.Count; y++)
            {
                AddRow(phase, y, columns.Count);
            }
        }
    }

    private void AddRow(int phase, int y, int width)
    {
        int count = (width + (2 * _maxHalf) - 1) / (2 * _maxHalf);
        for (int i = 0; i < count; i++)
        {
            int start = (int)((long)width * i / count);
            int pixels = (int)((long)width * (i + 1) / count) - start;
            Add(phase, y, start, pixels <= _maxHalf ? (pixels, 0) : ((pixels + 1) / 2, pixels / 2));
        }
    }

    private void Add(int phase, int y, int x, (int First, int Second) pixels)
    {
        (AxisPhase rows, AxisPhase columns) = Phases[phase];
        _tiles.Add(new PhaseTile(
            phase,
            rows.First + (y * rows.Stride),
            columns.First + (x * columns.Stride),
            _spec.Output.Offset(0, y, x),
            pixels.First,
            pixels.Second));
    }
}
