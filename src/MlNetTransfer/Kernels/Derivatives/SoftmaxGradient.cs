namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Gradient of <see cref="Softmax"/> and its logarithm.</summary>
internal static class SoftmaxGradient
{
    /// <summary>Input is dY, Second is y, Output is dX: y (dY - sum of dY y), or dY - e^y sum of dY for the logarithm.</summary>
    public static PreparedOperation Prepare(SoftmaxSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spec.Length, nameof(spec));
        return new SoftmaxGradientOperation(spec);
    }
}
