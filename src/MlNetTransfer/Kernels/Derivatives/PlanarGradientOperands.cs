namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>One picture's operands of a planar gradient, each starting at the picture's first element.</summary>
internal readonly ref struct PlanarGradientOperands
{
    /// <summary>dY.</summary>
    public ReadOnlySpan<float> Gradient { get; init; }

    /// <summary>Second operand; empty when there is none.</summary>
    public ReadOnlySpan<float> Second { get; init; }

    /// <summary>Third operand; empty when there is none.</summary>
    public ReadOnlySpan<float> Third { get; init; }
}
