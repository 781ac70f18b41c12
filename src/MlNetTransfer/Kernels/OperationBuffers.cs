namespace MlNetTransfer.Kernels;

/// <summary>Memory of one run of a <see cref="PreparedOperation"/>; layouts are the operation's own and fixed when it is prepared.</summary>
internal readonly ref struct OperationBuffers
{
    /// <summary>Number of pictures.</summary>
    public required int Batch { get; init; }

    /// <summary>First operand.</summary>
    public ReadOnlySpan<float> Input { get; init; }

    /// <summary>Second operand where there is one: residual, second addend, scale.</summary>
    public ReadOnlySpan<float> Second { get; init; }

    /// <summary>Third operand where there is one: what a gradient needs beside the value and the gradient it is given.</summary>
    public ReadOnlySpan<float> Third { get; init; }

    /// <summary>First operand of operations that read pixels.</summary>
    public ReadOnlySpan<byte> Pixels { get; init; }

    /// <summary>Result.</summary>
    public Span<float> Output { get; init; }

    /// <summary>This worker's own scratch, at least <see cref="PreparedOperation.ScratchLength"/> floats; contents undefined.</summary>
    public Span<float> Scratch { get; init; }
}
