namespace MlNetTransfer.Imaging.Codecs;

/// <summary>What smoothing needs to know of the scans of an unfinished progressive picture.</summary>
/// <param name="lastGoodBand">Last row of MCUs that the last scan reached.</param>
/// <param name="scanCount">Scans so far.</param>
internal sealed class JpegSmoothing(int lastGoodBand, int scanCount)
{
    private static readonly int[] NothingKnown = [-1, -1, -1, -1, -1, -1, -1, -1, -1, -1];

    /// <summary>Bits missing of a component's first ten coefficients; below the last good row those before its last scan.</summary>
    public ReadOnlySpan<int> MissingBits(JpegComponent component, int band) =>
        band <= lastGoodBand ? component.MissingBits.AsSpan(0, JpegBlockSmoother.SmoothedCount)
        : scanCount > 1 ? component.EarlierMissingBits
        : NothingKnown;
}
