namespace MlNetTransfer.Kernels;

/// <summary>One picture's operands in a planar operation, row-major, each starting at the picture's first element.</summary>
internal readonly ref struct PlanarOperands
{
    /// <summary>First operand.</summary>
    public ReadOnlySpan<float> Input { get; init; }

    /// <summary>Second operand; empty when there is none.</summary>
    public ReadOnlySpan<float> Second { get; init; }

    /// <summary>Result.</summary>
    public Span<float> Output { get; init; }

    /// <summary>This worker's scratch.</summary>
    public Span<float> Scratch { get; init; }
}
