namespace MlNetTransfer.Kernels;

/// <summary>Functions of two numbers.</summary>
internal enum BinaryKind
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Sub,

    /// <summary>a b.</summary>
    Mul,

    /// <summary>a / b.</summary>
    Div,

    /// <summary>The larger; NaN if either is.</summary>
    Max,

    /// <summary>The smaller; NaN if either is.</summary>
    Min,
}
