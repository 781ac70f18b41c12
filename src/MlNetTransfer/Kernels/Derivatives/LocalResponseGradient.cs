namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Gradient of <see cref="LocalResponseNormalization"/>.</summary>
internal static class LocalResponseGradient
{
    /// <summary>Input is dY, Second is x, Output is dX.</summary>
    /// <param name="spec">The forward normalisation.</param>
    /// <param name="input">Layout of x.</param>
    /// <param name="gradient">Layout of dY.</param>
    /// <param name="output">Layout of dX.</param>
    public static PreparedOperation Prepare(LocalResponseSpec spec, BlockedLayout input, BlockedLayout gradient, BlockedLayout output)
    {
        BufferChecks.SameSize(input, output, nameof(input));
        BufferChecks.SameSize(gradient, output, nameof(gradient));
        return new LocalResponseGradientOperation(spec, input, gradient, output);
    }
}
