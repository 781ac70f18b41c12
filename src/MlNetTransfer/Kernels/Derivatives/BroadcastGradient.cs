namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Gradients of a second operand of one pixel that meets every pixel of its channel (squeeze and excite).</summary>
/// <remarks>
/// The first operand's are element by element: dA = dY B is <see cref="Elementwise.PrepareBinary"/> with <see cref="BinaryKind.Mul"/> and the 1x1 operand as Second.
/// </remarks>
internal static class BroadcastGradient
{
    /// <summary>y = a b: Input is dY, Second is a, Output (1x1, written) is dB = sum over the pixels of dY a.</summary>
    public static PreparedOperation PrepareProduct(BlockedLayout gradient, BlockedLayout first, BlockedLayout output)
    {
        BufferChecks.SameSize(first, gradient, nameof(first));
        BufferChecks.Matches(output, gradient.Channels, 1, 1, nameof(output));
        return new BroadcastGradientOperation(gradient, first, output);
    }

    /// <summary>y = a + b: Input is dY, Output (1x1, written) is dB = sum over the pixels of dY.</summary>
    public static PreparedOperation PrepareSum(BlockedLayout gradient, BlockedLayout output)
    {
        BufferChecks.Matches(output, gradient.Channels, 1, 1, nameof(output));
        return new BroadcastGradientOperation(gradient, null, output);
    }
}
