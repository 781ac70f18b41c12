namespace MlNetTransfer.Execution.Gradients;

/// <summary>What weights and bias of a linear layer are made from.</summary>
internal sealed record LinearArrays
{
    /// <summary>Outputs.</summary>
    public required int RowCount { get; init; }

    /// <summary>Weights of one output.</summary>
    public required int RowLength { get; init; }

    /// <summary>[rows, row length], or transposed where <see cref="InputMajor"/>.</summary>
    public required MovingArray Weights { get; init; }

    /// <summary>One a row, or nothing.</summary>
    public MovingArray Bias { get; init; }

    /// <summary>Normalisation of the sum; null for none.</summary>
    public AffineArrays? Normalization { get; init; }

    /// <summary>Whether weights lie input by input.</summary>
    public bool InputMajor { get; init; }

    /// <summary>Factor of the product.</summary>
    public float Factor { get; init; } = 1f;
}
