namespace MlNetTransfer.Imaging.Codecs;

/// <summary>One row of blocks of a progressive picture that is being smoothed, and which rows stand around it.</summary>
/// <param name="component">The component.</param>
/// <param name="band">Row of MCUs.</param>
/// <param name="y">Row of blocks inside it.</param>
/// <param name="lastBand">Last row of MCUs of the frame.</param>
/// <param name="missingBits">Bits missing of the first ten coefficients.</param>
internal readonly ref struct JpegSmoothedRow(JpegComponent component, int band, int y, int lastBand, ReadOnlySpan<int> missingBits)
{
    public readonly JpegComponent Component = component;
    public readonly ReadOnlySpan<int> MissingBits = missingBits;
    private readonly int _band = band;
    private readonly int _y = y;
    private readonly int _lastBand = lastBand;

    /// <summary>Row of blocks at a distance of -2 to 2; the nearest usable one where libjpeg-turbo 2.1.5 does not look that far.</summary>
    public int Row(int distance)
    {
        int row = (_band * Component.V) + _y;
        int rows = _band < _lastBand ? Component.V : Component.BlocksDown - (_band * Component.V);
        bool hasOne = distance < 0 ? _y > 0 || _band > 0 : _y < rows - 1 || _band < _lastBand;
        bool hasTwo = distance < 0 ? _y > 1 || _band > 1 : _y < rows - 2 || _band + 1 < _lastBand;
        int step = Math.Sign(distance);
        return Math.Abs(distance) switch
        {
            2 when hasTwo => row + (2 * step),
            0 => row,
            _ => hasOne ? row + step : row,
        };
    }
}
