namespace MlNetTransfer.Kernels;

/// <summary>Products of run-time matrices.</summary>
internal static class MatMul
{
    /// <summary>Prepares a product.</summary>
    public static PreparedOperation Prepare(MatMulSpec spec) =>
        throw new NotSupportedException("Being written.");
}
