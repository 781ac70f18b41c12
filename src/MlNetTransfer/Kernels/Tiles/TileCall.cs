namespace MlNetTransfer.Kernels.Tiles;

/// <summary>What a register tile computes; see <see cref="TileKernel"/>. Distances and offsets count floats.</summary>
internal ref struct TileCall
{
    /// <summary>
    /// Places of tiles of <see cref="First"/> + <see cref="Second"/> rows, as offsets from the operands; those beyond <see cref="Count"/> are the next to run.
    /// Empty for one tile where the operands point.
    /// </summary>
    public ReadOnlySpan<Tile> Tiles;

    /// <summary>Tiles to run of <see cref="Tiles"/>.</summary>
    public int Count;

    /// <summary>Where each run of consecutive weights starts, relative to the tile's first input.</summary>
    public ReadOnlySpan<int> Runs;

    /// <summary>Inputs of each run.</summary>
    public int RunLength;

    /// <summary>Inputs of the last run.</summary>
    public int LastRunLength;

    /// <summary>Rows of the first half.</summary>
    public int First;

    /// <summary>Rows of the second half, which may lie anywhere.</summary>
    public int Second;

    /// <summary>From one row's input to the next.</summary>
    public nint InputStep;

    /// <summary>From one row's output to the next; the residual's too.</summary>
    public nint OutputStep;

    /// <summary>From the first half's input to the second's.</summary>
    public nint HalfInput;

    /// <summary>From the first half's output to the second's.</summary>
    public nint HalfOutput;

    /// <summary>From the first half's residual to the second's.</summary>
    public nint HalfResidual;

    /// <summary>From a row's first output vector to its second.</summary>
    public nint VectorOutput;

    /// <summary>From a row's first residual vector to its second.</summary>
    public nint VectorResidual;

    /// <summary>From the weights being read to those worth fetching early; 0 for none.</summary>
    public nint WeightsAhead;

    /// <summary>From one weight fetched early to the next.</summary>
    public nint WeightsAheadStep;

    /// <summary>Where sums are resumed, from one row's sum to the next, lying in the output; 0 to start from the bias.</summary>
    public nint SumStep;

    /// <summary>Where sums are resumed, from the first half's to the second's; 0 to start from the bias.</summary>
    public nint HalfSum;

    /// <summary>Where sums are resumed, floats to skip after the weights of each run.</summary>
    public nint WeightSkip;

    /// <summary>Added to <see cref="WeightsAhead"/> for every other tile, so that each fetches its part of the weights.</summary>
    public nint WeightsAheadTurn;

    /// <summary>From the last tile's inputs to those worth fetching early; 0 for none.</summary>
    public nint InputAhead;

    /// <summary>Lower bound of the result.</summary>
    public float Low;

    /// <summary>Upper bound of the result.</summary>
    public float High;
}
