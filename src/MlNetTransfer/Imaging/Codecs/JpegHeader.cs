namespace MlNetTransfer.Imaging.Codecs;

/// <summary>What the segments of a file have said so far.</summary>
internal sealed class JpegHeader
{
    /// <summary>Slots of each kind of table (T.81 B.2.4).</summary>
    public const int SlotCount = 4;

    private const int MaxNotices = 20;

    private readonly List<string> _notices = [];

    public JpegFrame? Frame { get; set; }

    /// <summary>Quantisation tables in row order.</summary>
    public ushort[]?[] Quantization { get; } = new ushort[]?[SlotCount];

    public JpegHuffmanSpecification?[] DcTables { get; } = new JpegHuffmanSpecification?[SlotCount];

    public JpegHuffmanSpecification?[] AcTables { get; } = new JpegHuffmanSpecification?[SlotCount];

    /// <summary>MCUs between restart markers; 0 when there are none.</summary>
    public int RestartInterval { get; set; }

    public bool HasJfif { get; set; }

    /// <summary>Transform byte of the Adobe segment; -1 without one.</summary>
    public int AdobeTransform { get; set; } = -1;

    /// <summary>EXIF orientation; 0 before an EXIF segment was seen.</summary>
    public int Orientation { get; set; }

    public int ScanCount { get; set; }

    /// <summary>What the sides are divided by while decoding: 1, 2, 4 or 8.</summary>
    public int Reduction { get; set; } = 1;

    public IReadOnlyList<string> Notices => _notices;

    /// <summary>Notes a harmless oddity, up to a number that keeps hostile files from filling memory.</summary>
    public void Notice(string text)
    {
        if (_notices.Count < MaxNotices)
        {
            _notices.Add(text);
        }
    }

    /// <summary>What the components mean: JFIF, else Adobe, else the identifiers decide, as in libjpeg.</summary>
    public JpegColorSpace ColorSpace(JpegFrame frame)
    {
        JpegComponent[] c = frame.Components;
        return c.Length switch
        {
            1 => JpegColorSpace.Grey,
            4 => AdobeTransform is -1 or 0 ? JpegColorSpace.Cmyk : JpegColorSpace.Ycck,
            _ when HasJfif => JpegColorSpace.YCbCr,
            _ when AdobeTransform >= 0 => AdobeTransform == 0 ? JpegColorSpace.Rgb : JpegColorSpace.YCbCr,
            _ => c[0].Id == 'R' && c[1].Id == 'G' && c[2].Id == 'B' ? JpegColorSpace.Rgb : JpegColorSpace.YCbCr,
        };
    }
}
