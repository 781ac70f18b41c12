namespace MlNetTransfer.Kernels;

/// <summary>Window of a pooling; the output size (floor or ceiling) is the output layout's.</summary>
internal readonly record struct PoolingShape
{
    public PoolingShape()
    {
    }

    public required int KernelHeight { get; init; }

    public required int KernelWidth { get; init; }

    public int StrideY { get; init; } = 1;

    public int StrideX { get; init; } = 1;

    public int DilationY { get; init; } = 1;

    public int DilationX { get; init; } = 1;

    public int PadTop { get; init; }

    public int PadLeft { get; init; }

    public int PadBottom { get; init; }

    public int PadRight { get; init; }

    /// <summary>Average only: whether padding counts in the divisor.</summary>
    public bool CountIncludePad { get; init; }
}
