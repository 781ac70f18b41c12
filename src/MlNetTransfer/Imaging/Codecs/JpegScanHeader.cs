namespace MlNetTransfer.Imaging.Codecs;

/// <summary>The scan header (T.81 B.2.3).</summary>
internal sealed class JpegScanHeader
{
    /// <summary>Components of the scan, in order.</summary>
    public required JpegScanComponent[] Components { get; init; }

    /// <summary>First coefficient of the band (Ss).</summary>
    public required int SpectralStart { get; init; }

    /// <summary>Last coefficient of the band (Se).</summary>
    public required int SpectralEnd { get; init; }

    /// <summary>Bits missing before this scan, 0 in a first one (Ah).</summary>
    public required int ApproximationHigh { get; init; }

    /// <summary>Bits missing after this scan (Al).</summary>
    public required int ApproximationLow { get; init; }

    /// <summary>MCUs between restart markers; 0 when there are none.</summary>
    public required int RestartInterval { get; init; }

    /// <summary>Offset of the scan's marker.</summary>
    public required int Offset { get; init; }
}
