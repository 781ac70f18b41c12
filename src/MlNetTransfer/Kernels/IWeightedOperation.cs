namespace MlNetTransfer.Kernels;

/// <summary>An operation whose weights may be replaced between runs; packing is cut into independent items that a thread team can share.</summary>
internal interface IWeightedOperation
{
    /// <summary>Number of independent packing items; depends on the shape alone.</summary>
    int PackItemCount { get; }

    /// <summary>Packs the parts of the weights that items [<paramref name="first"/>, <paramref name="end"/>) stand for. Allocates nothing.</summary>
    /// <param name="weights">All weights, in ONNX layout of the forward operation ([O, I / groups, kernel row, kernel column], or [O, I]).</param>
    /// <param name="bias">All addends, or empty for none; ignored by operations without bias.</param>
    /// <param name="first">First item.</param>
    /// <param name="end">After the last item.</param>
    void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int first, int end);
}
