namespace MlNetTransfer.Imaging.Codecs;

/// <summary>A Huffman table as a file states it (T.81 B.2.4.2).</summary>
/// <param name="Counts">Number of codes of each length, 1 to 16.</param>
/// <param name="Symbols">The symbols by code; as many as the counts sum to.</param>
internal sealed record JpegHuffmanSpecification(ReadOnlyMemory<byte> Counts, ReadOnlyMemory<byte> Symbols)
{
    private readonly JpegHuffmanTable?[] _built = new JpegHuffmanTable?[4];

    /// <summary>Builds the table on first use.</summary>
    /// <param name="use">What the symbols mean.</param>
    /// <returns>The table; null where the specification is not legal.</returns>
    public JpegHuffmanTable? Build(JpegHuffmanUse use) => _built[(int)use] ??= JpegHuffmanTable.Create(this, use);
}
