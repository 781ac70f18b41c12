namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Huffman tables of annex K.3 for frames that bring none, such as those of motion JPEG.</summary>
internal static class JpegStandardTables
{
    private static readonly JpegHuffmanSpecification[] DcTables =
    [
        new(JpegTables.LuminanceDcCounts.ToArray(), JpegTables.DcSymbols.ToArray()),
        new(JpegTables.ChrominanceDcCounts.ToArray(), JpegTables.DcSymbols.ToArray()),
    ];

    private static readonly JpegHuffmanSpecification[] AcTables =
    [
        new(JpegTables.LuminanceAcCounts.ToArray(), JpegTables.LuminanceAcSymbols.ToArray()),
        new(JpegTables.ChrominanceAcCounts.ToArray(), JpegTables.ChrominanceAcSymbols.ToArray()),
    ];

    /// <summary>The DC table of a slot; the standard one in slots 0 and 1 that the file left empty.</summary>
    public static JpegHuffmanSpecification? Dc(JpegHeader header, int slot) => Pick(header.DcTables, DcTables, slot);

    /// <summary>The AC table of a slot; the standard one in slots 0 and 1 that the file left empty.</summary>
    public static JpegHuffmanSpecification? Ac(JpegHeader header, int slot) => Pick(header.AcTables, AcTables, slot);

    private static JpegHuffmanSpecification? Pick(JpegHuffmanSpecification?[] own, JpegHuffmanSpecification[] standard, int slot) =>
        slot >= own.Length ? null : own[slot] ?? (slot < standard.Length ? standard[slot] : null);
}
