using MlNetTransfer.Kernels.Tiles;

namespace MlNetTransfer.Kernels;

/// <summary>Products of run-time matrices; sums in ascending k, one multiply-add each.</summary>
internal static class MatMul
{
    /// <summary>Prepares a product.</summary>
    public static PreparedOperation Prepare(MatMulSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spec.K, nameof(spec));
        return new MatMulOperation(spec);
    }
}
