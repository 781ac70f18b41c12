using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution;

/// <summary>What a caller may give a compiled network.</summary>
/// <param name="input">The input with its sizes.</param>
/// <param name="normalization">How pixels become the input; null where floats are given.</param>
/// <param name="unitBatch">Pictures that batches are multiples of; 0 where any number may run.</param>
internal sealed class InputRules(ValueInfo input, InputNormalization? normalization, int unitBatch)
{
    private readonly long _floatsPerUnit = input.Dimensions!.Aggregate(1L, (product, dimension) => checked(product * dimension.At(1)));

    /// <summary>Refuses pixels of another size.</summary>
    public void CheckPixels(PixelBatch pixels)
    {
        if (normalization is null)
        {
            throw new InvalidOperationException("This network was compiled for floats; state NetworkOptions.Normalization to run it on pixels.");
        }

        if (pixels.Samples != PixelSamples.Bytes)
        {
            throw new ArgumentException("The pictures hold floats; a network compiled for pixels takes bytes. Compile it for floats and normalise them.", nameof(pixels));
        }

        int first = normalization.ChannelsLast ? 1 : 2;
        (long height, long width) = (input.Dimensions![first].Constant, input.Dimensions[first + 1].Constant);
        if (pixels.Height != height || pixels.Width != width)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The pictures are {pixels.Width}x{pixels.Height}; the network takes {width}x{height}. Resize them first."),
                nameof(pixels));
        }

        CheckBatch(pixels.Count);
    }

    /// <summary>Refuses floats of another size.</summary>
    public void CheckFloats(int length, int batch)
    {
        if (normalization is not null)
        {
            throw new InvalidOperationException("This network was compiled for pixels; leave NetworkOptions.Normalization null to run it on floats.");
        }

        CheckBatch(batch);
        long expected = checked(_floatsPerUnit * (batch / Math.Max(1, unitBatch)));
        if (length != expected)
        {
            throw new ArgumentException(FormattableString.Invariant($"A batch of {batch} takes {expected} floats ({input}), got {length}."), nameof(length));
        }
    }

    /// <summary>Refuses batches that do not fit.</summary>
    public void CheckBatch(int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        if (unitBatch > 1 && batch % unitBatch != 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The network was saved for batches of {unitBatch}; {batch} is not a multiple. Fill up the batch, or export with a free batch size."),
                nameof(batch));
        }
    }
}
