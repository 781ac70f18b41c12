namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Code and length of every symbol of a Huffman table, for writing (T.81 annex C).</summary>
internal sealed class JpegHuffmanCodes
{
    private readonly ushort[] _codes = new ushort[256];
    private readonly byte[] _lengths = new byte[256];

    public JpegHuffmanCodes(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        int code = 0;
        int index = 0;
        for (int length = 1; length <= counts.Length; length++)
        {
            for (int i = 0; i < counts[length - 1]; i++)
            {
                _codes[symbols[index]] = (ushort)code++;
                _lengths[symbols[index]] = (byte)length;
                index++;
            }

            code <<= 1;
        }
    }

    /// <summary>Writes a symbol.</summary>
    public void Write(JpegBitWriter writer, int symbol) => writer.WriteBits(_codes[symbol], _lengths[symbol]);
}
