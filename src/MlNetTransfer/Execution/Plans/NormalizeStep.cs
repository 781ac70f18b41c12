using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Rows of Inputs[0] made mean 0 and variance 1, then scaled and shifted.</summary>
internal sealed record NormalizeStep : PlanStep
{
    /// <summary>Rows of one unit.</summary>
    public required PlanarNormalizeShape Shape { get; init; }

    /// <summary>The constants that factors and addends are; null where there is none.</summary>
    public AffineOrigin? Origin { get; init; }

    /// <summary>Whether training moves factors or addends.</summary>
    public bool IsTrained { get; init; }

    /// <summary>Factors; empty for none.</summary>
    public ReadOnlyMemory<float> Scale { get; init; }

    /// <summary>Addends; empty for none.</summary>
    public ReadOnlyMemory<float> Shift { get; init; }
}
