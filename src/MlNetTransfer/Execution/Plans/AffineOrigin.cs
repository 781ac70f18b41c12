using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>The constants that a scale and a shift of channels were computed from; training moves them.</summary>
/// <remarks>scale = Scale / sqrt(Variance + Epsilon) and shift = Shift - Mean scale where there are statistics; else Scale (or 1) and Shift (or 0) themselves.</remarks>
internal sealed record AffineOrigin
{
    /// <summary>gamma; null for ones.</summary>
    public Tensor? Scale { get; init; }

    /// <summary>beta; null for zeros.</summary>
    public Tensor? Shift { get; init; }

    /// <summary>Running mean; null where there are no statistics.</summary>
    public Tensor? Mean { get; init; }

    /// <summary>Running variance; null where there are no statistics.</summary>
    public Tensor? Variance { get; init; }

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; init; }

    /// <summary>Whether the addend enters with a minus sign (x - constant).</summary>
    public bool IsSubtracted { get; init; }
}
