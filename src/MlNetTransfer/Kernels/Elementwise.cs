using MlNetTransfer.Kernels.Rows;

namespace MlNetTransfer.Kernels;

/// <summary>Functions of single elements. Input and output may be the same buffer where their layouts are equal.</summary>
internal static class Elementwise
{
    /// <summary>output = function(input).</summary>
    public static PreparedOperation PrepareUnary(Activation function, BlockedLayout input, BlockedLayout output)
    {
        BufferChecks.SameSize(input, output, nameof(input));
        return new UnaryOperation(function, input, output);
    }

    /// <summary>activation(kind(input, second)); the second operand has the same size, or is 1x1 and meets every pixel of its channel.</summary>
    public static PreparedOperation PrepareBinary(BinaryOperation operation)
    {
        BufferChecks.SameSize(operation.Input, operation.Output, nameof(operation));
        if (operation.Second is not { Height: 1, Width: 1 } || operation.Second.Channels != operation.Output.Channels)
        {
            BufferChecks.SameSize(operation.Second, operation.Output, nameof(operation));
        }

        return new BinaryRowOperation(operation);
    }

    /// <summary>activation(scale[c] x + shift[c]). The result is an <see cref="IWeightedOperation"/>: weights are the scales, the bias is the shifts (empty for zeros).</summary>
    public static PreparedOperation PrepareScaleShift(AffineChannels channels, BlockedLayout input, BlockedLayout output)
    {
        BufferChecks.SameSize(input, output, nameof(input));
        if (channels.Scale.Length != output.Channels || channels.Shift.Length != output.Channels)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{output.Channels} channels take as many scales and shifts, got {channels.Scale.Length} and {channels.Shift.Length}."),
                nameof(channels));
        }

        return new ScaleShiftOperation(channels, input, output);
    }

    /// <summary>Applies a function to <paramref name="length"/> dense floats of each picture.</summary>
    public static PreparedOperation PrepareFlatUnary(Activation function, int length) => new FlatOperation(null, function, length);

    /// <summary>activation(kind(input, second)) over <paramref name="length"/> dense floats of each picture.</summary>
    public static PreparedOperation PrepareFlatBinary(BinaryKind kind, Activation activation, int length) => new FlatOperation(kind, activation, length);
}
