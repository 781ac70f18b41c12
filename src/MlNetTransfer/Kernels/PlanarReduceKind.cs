namespace MlNetTransfer.Kernels;

/// <summary>How several elements become one.</summary>
internal enum PlanarReduceKind
{
    Sum,
    Mean,
    Max,
    Min,
    Prod,

    /// <summary>Euclidean norm.</summary>
    L2,

    /// <summary>Index of the largest; of equal ones the first.</summary>
    ArgMax,

    /// <summary>Index of the largest; of equal ones the last.</summary>
    ArgMaxLast,
}
