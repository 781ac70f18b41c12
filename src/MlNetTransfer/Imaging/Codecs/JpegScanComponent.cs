namespace MlNetTransfer.Imaging.Codecs;

/// <summary>A component's part in a scan.</summary>
/// <param name="component">The component.</param>
/// <param name="dcSlot">Slot of the DC table.</param>
/// <param name="acSlot">Slot of the AC table.</param>
internal sealed class JpegScanComponent(JpegComponent component, int dcSlot, int acSlot)
{
    public JpegComponent Component { get; } = component;

    public int DcSlot { get; } = dcSlot;

    public int AcSlot { get; } = acSlot;

    /// <summary>The DC table; null in scans that need none.</summary>
    public JpegHuffmanTable? DcTable { get; set; }

    /// <summary>The AC table; null in scans that need none.</summary>
    public JpegHuffmanTable? AcTable { get; set; }

    /// <summary>The last DC value.</summary>
    public int Predictor { get; set; }
}
