namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Gradients of <see cref="MatMul"/>: sums in ascending order, one multiply-add each.</summary>
internal static class MatMulGradient
{
    /// <summary>Input is dC, Second is B, Output is dA = dC B^T.</summary>
    public static PreparedOperation PrepareFirst(MatMulSpec spec) => new MatMulGradientOperation(spec, isSecond: false);

    /// <summary>Input is dC, Second is A, Output is dB = A^T dC. Where all products share B, their gradients are added to what is there; else written.</summary>
    public static PreparedOperation PrepareSecond(MatMulSpec spec) => new MatMulGradientOperation(spec, isSecond: true);
}
