// Progressive entropy decoding (T.81 annex G): spectral selection and successive approximation, Huffman.
namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Decoder of progressive scans.</summary>
internal static class JpegProgressiveDecoder
{
    private const int BlockSize = JpegInverseDct.BlockSize;

    /// <summary>Decodes a whole scan into the components' coefficients.</summary>
    public static void Decode(ref JpegInput input, JpegScan scan)
    {
        for (int band = 0; band < scan.Frame.McusDown; band++)
        {
            if (scan.IsInterleaved)
            {
                DecodeInterleaved(ref input, scan, band);
            }
            else
            {
                DecodeLone(ref input, scan, band);
            }
        }
    }

    private static void DecodeInterleaved(ref JpegInput input, JpegScan scan, int band)
    {
        for (int mcu = 0; mcu < scan.Frame.McusAcross; mcu++)
        {
            if (!scan.PrepareMcu(ref input, band))
            {
                continue;
            }

            foreach (JpegScanComponent c in scan.Header.Components)
            {
                JpegComponent component = c.Component;
                for (int y = 0; y < component.V; y++)
                {
                    int block = (((band * component.V) + y) * component.BlockStride) + (mcu * component.H);
                    for (int x = 0; x < component.H; x++)
                    {
                        DecodeDc(ref input, scan.Header, c, ref component.Coefficients[(block + x) * BlockSize]);
                    }
                }
            }

            scan.CheckShortage(ref input, band);
        }
    }

    private static void DecodeLone(ref JpegInput input, JpegScan scan, int band)
    {
        JpegScanComponent c = scan.Header.Components[0];
        JpegComponent component = c.Component;
        int end = Math.Min((band + 1) * component.V, component.BlocksDown);
        for (int y = band * component.V; y < end; y++)
        {
            for (int x = 0; x < component.BlocksAcross; x++)
            {
                if (scan.PrepareMcu(ref input, band))
                {
                    int start = ((y * component.BlockStride) + x) * BlockSize;
                    DecodeBlock(ref input, scan, component.Coefficients.AsSpan(start, BlockSize));
                    scan.CheckShortage(ref input, band);
                }
            }
        }
    }

    private static void DecodeBlock(ref JpegInput input, JpegScan scan, Span<short> block)
    {
        JpegScanHeader header = scan.Header;
        if (header.SpectralStart == 0)
        {
            DecodeDc(ref input, header, header.Components[0], ref block[0]);
        }
        else if (header.ApproximationHigh == 0)
        {
            DecodeAcFirst(ref input, scan, block);
        }
        else
        {
            RefineAc(ref input, scan, block);
        }
    }

    private static void DecodeDc(ref JpegInput input, JpegScanHeader header, JpegScanComponent c, ref short value)
    {
        if (header.ApproximationHigh > 0)
        {
            value |= (short)(input.Take(1) << header.ApproximationLow);
            return;
        }

        int category = input.TakeSymbol(c.DcTable!);
        c.Predictor += category == 0 ? 0 : JpegHuffmanTable.Extend(input.Take(category), category);
        value = unchecked((short)(c.Predictor << header.ApproximationLow));
    }

    // T.81 G.1.2.2
    private static void DecodeAcFirst(ref JpegInput input, JpegScan scan, Span<short> block)
    {
        if (scan.EndOfBandRun > 0)
        {
            scan.EndOfBandRun--;
            return;
        }

        JpegHuffmanTable table = scan.Header.Components[0].AcTable!;
        ReadOnlySpan<byte> order = JpegTables.RowOrder;
        int end = scan.Header.SpectralEnd;
        int low = scan.Header.ApproximationLow;
        for (int k = scan.Header.SpectralStart; k <= end; k++)
        {
            int symbol = input.TakeSymbol(table);
            int run = symbol >> 4;
            int category = symbol & 15;
            if (category != 0)
            {
                k += run;
                int value = JpegHuffmanTable.Extend(input.Take(category), category);
                block[order[k]] = unchecked((short)(value << low));
            }
            else if (run == 15)
            {
                k += run;
            }
            else
            {
                scan.EndOfBandRun = TakeRun(ref input, run) - 1;
                return;
            }
        }
    }

    private static int TakeRun(ref JpegInput input, int category) =>
        category == 0 ? 1 : (1 << category) + input.Take(category);

    // T.81 G.1.2.3
    private static void RefineAc(ref JpegInput input, JpegScan scan, Span<short> block)
    {
        JpegHuffmanTable table = scan.Header.Components[0].AcTable!;
        int end = scan.Header.SpectralEnd;
        short bit = (short)(1 << scan.Header.ApproximationLow);
        int k = scan.Header.SpectralStart;
        while (scan.EndOfBandRun == 0 && k <= end)
        {
            int symbol = input.TakeSymbol(table);
            int run = symbol >> 4;
            int value = 0;
            if ((symbol & 15) != 0)
            {
                // The category should be 1; whatever it is, one bit gives the sign.
                value = input.Take(1) != 0 ? bit : -bit;
                input.BadCodeCount += (symbol & 15) == 1 ? 0 : 1;
            }
            else if (run != 15)
            {
                scan.EndOfBandRun = TakeRun(ref input, run);
                break;
            }

            k = RefineRun(ref input, block, bit, (k, end, run));
            if (value != 0)
            {
                block[JpegTables.RowOrder[k]] = (short)value;
            }

            k++;
        }

        if (scan.EndOfBandRun > 0)
        {
            RefineRest(ref input, block, bit, (k, end));
            scan.EndOfBandRun--;
        }
    }

    // Corrects coefficients that are not zero, and stops at the zero after a run of zeros.
    private static int RefineRun(ref JpegInput input, Span<short> block, short bit, (int Start, int End, int Run) band)
    {
        int run = band.Run;
        int k = band.Start;
        do
        {
            ref short coefficient = ref block[JpegTables.RowOrder[k]];
            if (coefficient != 0)
            {
                Correct(ref input, ref coefficient, bit);
            }
            else if (--run < 0)
            {
                break;
            }

            k++;
        }
        while (k <= band.End);
        return k;
    }

    private static void RefineRest(ref JpegInput input, Span<short> block, short bit, (int Start, int End) band)
    {
        // Most blocks in a run hold zeros only; a vectorised look is much cheaper than 63 steps.
        if (!block[1..].ContainsAnyExcept((short)0))
        {
            return;
        }

        for (int k = band.Start; k <= band.End; k++)
        {
            ref short coefficient = ref block[JpegTables.RowOrder[k]];
            if (coefficient != 0)
            {
                Correct(ref input, ref coefficient, bit);
            }
        }
    }

    private static void Correct(ref JpegInput input, ref short coefficient, short bit)
    {
        if (input.Take(1) != 0 && (coefficient & bit) == 0)
        {
            coefficient += coefficient >= 0 ? bit : (short)-bit;
        }
    }
}
