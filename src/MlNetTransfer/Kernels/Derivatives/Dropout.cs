namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Inverted dropout: each element is 0 with the probability of the rate, else divided by 1 - rate. Forward and backward are the same operation.</summary>
/// <remarks>
/// Whether an element stays is a hash of (key, layer, picture in the whole batch, element in planar order): masks depend on neither layout, batch division
/// nor threads. Input and Output may be the same memory. Source: Srivastava et al. 2014.
/// </remarks>
internal static class Dropout
{
    /// <summary>Prepares a dropout of blocked activations.</summary>
    public static PreparedOperation Prepare(DropoutSpec spec, BlockedLayout input, BlockedLayout output)
    {
        BufferChecks.SameSize(input, output, nameof(input));
        return new DropoutOperation(spec, input, output);
    }

    /// <summary>Prepares a dropout of <paramref name="length"/> dense floats of each picture.</summary>
    public static PreparedOperation PrepareFlat(DropoutSpec spec, int length) => new FlatDropoutOperation(spec, length);
}
