namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Writes baseline JPEG files (ITU-T T.81 with a JFIF header), the same bytes as libjpeg does with its defaults.</summary>
public static class JpegEncoder
{
    private const int BlockSize = JpegInverseDct.BlockSize;
    private const int BlockSide = 8;
    private const int MaxDimension = 65_500;
    private const int BestQuality = 100;
    private const int MiddleQuality = 50;

    /// <summary>Encodes a picture.</summary>
    /// <param name="image">The picture; at most 65,500 pixels a side.</param>
    /// <param name="options">Quality and subsampling; null for the default ones.</param>
    /// <returns>A JPEG file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Quality is not 1 to 100, or a side is longer than 65,500.</exception>
    /// <remarks>Standard quantisation tables (T.81 K.1, K.2) scaled by quality as in libjpeg, standard Huffman tables (K.3 to K.6). Thread-safe.</remarks>
    public static byte[] Encode(Image image, JpegEncodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        options ??= JpegEncodeOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Quality, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Quality, BestQuality, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(image.Width, image.Height), MaxDimension, nameof(image));
        int factor = options.Subsampling == JpegChromaSubsampling.Half ? 2 : 1;
        ushort[] luminance = ScaleTable(JpegTables.LuminanceQuantization, options.Quality);
        ushort[] chrominance = ScaleTable(JpegTables.ChrominanceQuantization, options.Quality);
        JpegBitWriter writer = new();
        WriteHeaders(writer, image, factor, (luminance, chrominance));
        WriteScan(writer, image, factor, (luminance, chrominance));
        writer.Flush();
        writer.Write(JpegMarker.Prefix, JpegMarker.EndOfImage);
        return writer.ToArray();
    }

    // libjpeg's quality: 50 keeps the tables, 1 takes them times 50, 100 makes them all ones.
    private static ushort[] ScaleTable(ReadOnlySpan<byte> table, int quality)
    {
        int percent = quality < MiddleQuality ? 5000 / quality : 200 - (2 * quality);
        ushort[] scaled = new ushort[BlockSize];
        for (int i = 0; i < BlockSize; i++)
        {
            scaled[i] = (ushort)Math.Clamp(((table[i] * percent) + 50) / 100, 1, 255);
        }

        return scaled;
    }

    private static void WriteHeaders(JpegBitWriter writer, Image image, int factor, (ushort[] Luminance, ushort[] Chrominance) tables)
    {
        writer.Write(JpegMarker.Prefix, JpegMarker.StartOfImage);

        // JFIF 1.1, square pixels, no thumbnail.
        writer.WriteSegment(JpegMarker.Application0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        writer.WriteSegment(JpegMarker.QuantizationTables, QuantizationSegment(0, tables.Luminance));
        writer.WriteSegment(JpegMarker.QuantizationTables, QuantizationSegment(1, tables.Chrominance));
        byte sampling = (byte)((factor << 4) | factor);
        writer.WriteSegment(
            JpegMarker.StartOfFrame0,
            [8, (byte)(image.Height >> 8), (byte)image.Height, (byte)(image.Width >> 8), (byte)image.Width, 3, 1, sampling, 0, 2, 0x11, 1, 3, 0x11, 1]);
        writer.WriteSegment(JpegMarker.HuffmanTables, [0x00, .. JpegTables.LuminanceDcCounts, .. JpegTables.DcSymbols]);
        writer.WriteSegment(JpegMarker.HuffmanTables, [0x10, .. JpegTables.LuminanceAcCounts, .. JpegTables.LuminanceAcSymbols]);
        writer.WriteSegment(JpegMarker.HuffmanTables, [0x01, .. JpegTables.ChrominanceDcCounts, .. JpegTables.DcSymbols]);
        writer.WriteSegment(JpegMarker.HuffmanTables, [0x11, .. JpegTables.ChrominanceAcCounts, .. JpegTables.ChrominanceAcSymbols]);
        writer.WriteSegment(JpegMarker.StartOfScan, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, BlockSize - 1, 0]);
    }

    private static byte[] QuantizationSegment(byte slot, ushort[] table)
    {
        byte[] content = new byte[1 + BlockSize];
        content[0] = slot;
        for (int i = 0; i < BlockSize; i++)
        {
            content[1 + i] = (byte)table[JpegTables.RowOrder[i]];
        }

        return content;
    }

    private static void WriteScan(JpegBitWriter writer, Image image, int factor, (ushort[] Luminance, ushort[] Chrominance) tables)
    {
        JpegEncoderPlane[] planes = JpegEncoderPlane.FromRgb(image, BlockSide * factor);
        JpegHuffmanCodes chromaDc = new(JpegTables.ChrominanceDcCounts, JpegTables.DcSymbols);
        JpegHuffmanCodes chromaAc = new(JpegTables.ChrominanceAcCounts, JpegTables.ChrominanceAcSymbols);
        JpegBlockWriter luma = new(
            writer,
            new JpegHuffmanCodes(JpegTables.LuminanceDcCounts, JpegTables.DcSymbols),
            new JpegHuffmanCodes(JpegTables.LuminanceAcCounts, JpegTables.LuminanceAcSymbols));
        JpegBlockWriter[] chroma = [new(writer, chromaDc, chromaAc), new(writer, chromaDc, chromaAc)];
        JpegEncoderPlane[] colors = factor == 1 ? [planes[1], planes[2]] : [planes[1].Halve(), planes[2].Halve()];
        int blocksAcross = (image.Width + BlockSide - 1) / BlockSide;
        int blocksDown = (image.Height + BlockSide - 1) / BlockSide;
        for (int my = 0; my * factor < blocksDown; my++)
        {
            for (int mx = 0; mx * factor < blocksAcross; mx++)
            {
                for (int i = 0; i < factor * factor; i++)
                {
                    int column = (mx * factor) + (i % factor);
                    int row = (my * factor) + (i / factor);
                    bool isInside = column < blocksAcross && row < blocksDown;
                    WriteBlock(isInside ? planes[0] : null, (column, row), tables.Luminance, luma);
                }

                WriteBlock(colors[0], (mx, my), tables.Chrominance, chroma[0]);
                WriteBlock(colors[1], (mx, my), tables.Chrominance, chroma[1]);
            }
        }
    }

    // A block outside the picture repeats the mean before it: the fewest bits.
    private static void WriteBlock(JpegEncoderPlane? plane, (int Column, int Row) place, ushort[] quantization, JpegBlockWriter writer)
    {
        Span<short> block = stackalloc short[BlockSize];
        if (plane is null)
        {
            block.Clear();
            block[0] = writer.LastMean;
        }
        else
        {
            Span<int> samples = stackalloc int[BlockSize];
            plane.CopyBlock(place.Column, place.Row, samples);
            JpegForwardDct.Transform(samples);
            JpegForwardDct.Quantize(samples, quantization, block);
        }

        writer.Write(block);
    }
}
