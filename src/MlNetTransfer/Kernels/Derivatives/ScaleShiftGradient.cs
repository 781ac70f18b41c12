namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Gradients of y = scale[c] x + shift[c]; that of x is <see cref="Elementwise.PrepareScaleShift"/> of dY with shifts of zero.</summary>
internal static class ScaleShiftGradient
{
    /// <summary>Input is x, Second is dY; adds to Output, [dScale C, dShift C]. Items are channel blocks.</summary>
    public static PreparedOperation PrepareParameters(BlockedLayout input, BlockedLayout gradient)
    {
        BufferChecks.SameSize(input, gradient, nameof(input));
        return new ScaleShiftGradientOperation(input, gradient);
    }
}
