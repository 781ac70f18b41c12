using MlNetTransfer.Kernels.Rows;

namespace MlNetTransfer.Kernels;

/// <summary>Softmax and its logarithm.</summary>
internal static class Softmax
{
    /// <summary>Prepares a softmax over dense floats; input and output may be the same buffer.</summary>
    public static PreparedOperation Prepare(SoftmaxSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spec.Length, nameof(spec));
        return new SoftmaxOperation(spec);
    }
}
