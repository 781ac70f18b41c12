namespace MlNetTransfer.Kernels.Functions;

/// <summary>A stretch of floats to compute element by element.</summary>
internal readonly ref struct RowArgs
{
    public required ReadOnlySpan<float> Input { get; init; }

    /// <summary>Second operand: as long as the input, or one channel block that meets every pixel.</summary>
    public ReadOnlySpan<float> Second { get; init; }

    /// <summary>Third operand of a scale and shift: one channel block.</summary>
    public ReadOnlySpan<float> Third { get; init; }

    public required Span<float> Output { get; init; }

    public Activation Activation { get; init; }
}
