namespace MlNetTransfer.Kernels;

/// <summary>Softmax and its logarithm.</summary>
internal static class Softmax
{
    /// <summary>Prepares a softmax over dense floats.</summary>
    public static PreparedOperation Prepare(SoftmaxSpec spec) =>
        throw new NotSupportedException("Being written.");
}
