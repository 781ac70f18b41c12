namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Second bytes of JPEG markers (ITU-T T.81 table B.1).</summary>
internal static class JpegMarker
{
    public const int Prefix = 0xFF;
    public const int StartOfFrame0 = 0xC0;
    public const int StartOfFrame1 = 0xC1;
    public const int StartOfFrame2 = 0xC2;
    public const int HuffmanTables = 0xC4;
    public const int Extension = 0xC8;
    public const int ArithmeticConditioning = 0xCC;
    public const int LastStartOfFrame = 0xCF;
    public const int Restart0 = 0xD0;
    public const int Restart7 = 0xD7;
    public const int StartOfImage = 0xD8;
    public const int EndOfImage = 0xD9;
    public const int StartOfScan = 0xDA;
    public const int QuantizationTables = 0xDB;
    public const int LineCount = 0xDC;
    public const int RestartInterval = 0xDD;
    public const int Application0 = 0xE0;
    public const int Application1 = 0xE1;
    public const int Application14 = 0xEE;
    public const int Application15 = 0xEF;
    public const int JpegLsStartOfFrame = 0xF7;
    public const int Comment = 0xFE;
    public const int Temporary = 0x01;

    /// <summary>Whether a marker has no length and no content.</summary>
    public static bool IsAlone(int marker) => marker is Temporary or (>= Restart0 and <= Restart7);

    /// <summary>Whether a marker starts a frame of any process.</summary>
    public static bool IsStartOfFrame(int marker) =>
        marker is >= StartOfFrame0 and <= LastStartOfFrame and not (HuffmanTables or Extension or ArithmeticConditioning);

    /// <summary>Names the coding process of a frame that is not decoded here.</summary>
    public static string ProcessName(int marker) => marker switch
    {
        0xC3 => "lossless coding",
        0xC5 or 0xC6 => "hierarchical coding",
        0xC7 => "hierarchical lossless coding",
        0xC9 or 0xCA => "arithmetic coding",
        0xCB => "lossless arithmetic coding",
        0xCD or 0xCE or 0xCF => "hierarchical arithmetic coding",
        JpegLsStartOfFrame => "JPEG-LS",
        _ => "an unknown coding process",
    };
}
