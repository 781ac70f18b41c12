namespace MlNetTransfer.Kernels;

/// <summary>Functions of single elements.</summary>
internal static class Elementwise
{
    /// <summary>Applies a function.</summary>
    public static PreparedOperation PrepareUnary(Activation function, BlockedLayout input, BlockedLayout output) =>
        throw new NotSupportedException("Being written.");

    /// <summary>activation(kind(input, second)); the second operand has the same size, or is 1x1 and meets every pixel of its channel.</summary>
    public static PreparedOperation PrepareBinary(BinaryOperation operation) =>
        throw new NotSupportedException("Being written.");

    /// <summary>activation(scale[c] x + shift[c]).</summary>
    public static PreparedOperation PrepareScaleShift(AffineChannels channels, BlockedLayout input, BlockedLayout output) =>
        throw new NotSupportedException("Being written.");

    /// <summary>Applies a function to <paramref name="length"/> dense floats of each picture.</summary>
    public static PreparedOperation PrepareFlatUnary(Activation function, int length) =>
        throw new NotSupportedException("Being written.");

    /// <summary>activation(kind(input, second)) over <paramref name="length"/> dense floats of each picture.</summary>
    public static PreparedOperation PrepareFlatBinary(BinaryKind kind, Activation activation, int length) =>
        throw new NotSupportedException("Being written.");
}
