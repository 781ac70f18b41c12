using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>activation(factor * rows of Inputs[0] x weights + bias); the input is seen as rows of <see cref="InputLength"/>.</summary>
internal sealed record DenseStep : PlanStep
{
    /// <summary>Rows of one unit.</summary>
    public required int RowCount { get; init; }

    /// <summary>K.</summary>
    public required int InputLength { get; init; }

    /// <summary>M.</summary>
    public required int OutputLength { get; init; }

    /// <summary>[M, K], or [K, M] when <see cref="InputMajor"/>.</summary>
    public required Tensor Weights { get; init; }

    /// <summary>Whether the weights are [K, M].</summary>
    public bool InputMajor { get; init; }

    /// <summary>Factor of the product.</summary>
    public float Factor { get; init; } = 1f;

    /// <summary>The constant that is the bias as it is; null where there is none or it was computed.</summary>
    public Tensor? BiasTensor { get; init; }

    /// <summary>Whether training moves weights or bias.</summary>
    public bool IsTrained { get; init; }

    /// <summary>M addends; empty for none.</summary>
    public ReadOnlyMemory<float> Bias { get; init; }

    public override bool TakesActivation => true;
}
