using System.Numerics;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Writes quantised blocks of one component in sequential Huffman coding (T.81 F.1.2).</summary>
/// <param name="writer">Takes the bits.</param>
/// <param name="dc">Codes of DC categories.</param>
/// <param name="ac">Codes of AC runs and categories.</param>
internal sealed class JpegBlockWriter(JpegBitWriter writer, JpegHuffmanCodes dc, JpegHuffmanCodes ac)
{
    private const int LongestRun = 15;
    private const int SixteenZeros = 0xF0;
    private const int EndOfBlock = 0;

    private int _predictor;

    /// <summary>The last block's mean: what a block outside the picture repeats.</summary>
    public short LastMean => (short)_predictor;

    /// <summary>Writes a block.</summary>
    /// <param name="block">64 quantised coefficients in row order.</param>
    public void Write(ReadOnlySpan<short> block)
    {
        int difference = block[0] - _predictor;
        _predictor = block[0];
        dc.Write(writer, Category(difference));
        WriteValue(difference);
        int run = 0;
        for (int k = 1; k < JpegInverseDct.BlockSize; k++)
        {
            int value = block[JpegTables.RowOrder[k]];
            if (value == 0)
            {
                run++;
                continue;
            }

            for (; run > LongestRun; run -= LongestRun + 1)
            {
                ac.Write(writer, SixteenZeros);
            }

            ac.Write(writer, (run << 4) | Category(value));
            WriteValue(value);
            run = 0;
        }

        if (run > 0)
        {
            ac.Write(writer, EndOfBlock);
        }
    }

    private static int Category(int value) => 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(value));

    // Negative values as their complement's low bits (T.81 F.1.2.1).
    private void WriteValue(int value)
    {
        int category = Category(value);
        if (category > 0)
        {
            writer.WriteBits(value < 0 ? value - 1 : value, category);
        }
    }
}
