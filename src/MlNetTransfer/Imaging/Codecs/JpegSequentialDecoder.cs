// Baseline and extended sequential entropy decoding (T.81 F.2.2): 8-bit Huffman.
// One lookup of 10 bits gives run, value and length of most coefficients at once (JpegHuffmanTable); the rest take the slow way.
using System.Buffers.Binary;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Decoder of sequential scans.</summary>
internal static class JpegSequentialDecoder
{
    private const int BlockSize = JpegInverseDct.BlockSize;
    private const int LookupShift = 64 - JpegHuffmanTable.LookupBits;
    private const int SkipShift = 64 - JpegHuffmanTable.SkipBits;

    /// <summary>Decodes one row of MCUs of the frame into the components' coefficients.</summary>
    /// <param name="input">The file.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="band">Row of MCUs.</param>
    /// <param name="firstRow">Row of blocks, per vertical factor 1, at which the coefficients of this band start.</param>
    public static void DecodeBand(ref JpegInput input, JpegScan scan, int band, int firstRow)
    {
        if (scan.IsInterleaved)
        {
            DecodeInterleaved(ref input, scan, band, firstRow);
        }
        else
        {
            DecodeLone(ref input, scan, band, firstRow);
        }
    }

    private static void DecodeInterleaved(ref JpegInput input, JpegScan scan, int band, int firstRow)
    {
        JpegScanComponent[] components = scan.Header.Components;
        for (int mcu = 0; mcu < scan.Frame.McusAcross; mcu++)
        {
            if (!scan.PrepareMcu(ref input, band))
            {
                continue;
            }

            foreach (JpegScanComponent c in components)
            {
                JpegComponent component = c.Component;
                for (int y = 0; y < component.V; y++)
                {
                    int block = (((firstRow * component.V) + y) * component.BlockStride) + (mcu * component.H);
                    for (int x = 0; x < component.H; x++)
                    {
                        DecodeBlock(ref input, c, component.Coefficients.AsSpan((block + x) * BlockSize, BlockSize));
                    }
                }
            }

            scan.CheckShortage(ref input, band);
        }
    }

    private static void DecodeLone(ref JpegInput input, JpegScan scan, int band, int firstRow)
    {
        JpegScanComponent c = scan.Header.Components[0];
        JpegComponent component = c.Component;
        int rows = Math.Min(component.V, component.BlocksDown - (band * component.V));
        for (int y = 0; y < rows; y++)
        {
            int block = ((firstRow * component.V) + y) * component.BlockStride;
            for (int x = 0; x < component.BlocksAcross; x++)
            {
                if (scan.PrepareMcu(ref input, band))
                {
                    DecodeBlock(ref input, c, component.Coefficients.AsSpan((block + x) * BlockSize, BlockSize));
                    scan.CheckShortage(ref input, band);
                }
            }
        }
    }

    private static void DecodeBlock(ref JpegInput input, JpegScanComponent c, Span<short> block)
    {
        input.Require32();
        ulong bits = input.Bits;
        int bitCount = input.BitCount;
        int entry = c.DcTable!.ValueLookup[(int)(bits >> LookupShift)];
        if (entry != 0)
        {
            int length = entry & 255;
            input.Bits = bits << length;
            input.BitCount = bitCount - length;
            c.Predictor += entry >> 16;
        }
        else
        {
            int category = input.TakeSymbol(c.DcTable);
            c.Predictor += category == 0 ? 0 : JpegHuffmanTable.Extend(input.Take(category), category);
        }

        block[0] = unchecked((short)c.Predictor);
        if (c.Component.IsMeanOnly)
        {
            SkipAc(ref input, c.AcTable!);
        }
        else
        {
            DecodeAc(ref input, c.AcTable!, block);
        }
    }

    // As DecodeAc, but counts coefficients instead of keeping them: two lookups of several codes each, then one code alone.
    private static void SkipAc(ref JpegInput input, JpegHuffmanTable table)
    {
        ushort[] skips = table.SkipLookup;
        int[] lookup = table.ValueLookup;
        ReadOnlySpan<byte> buffer = input.Buffer;
        ulong bits = input.Bits;
        int bitCount = input.BitCount;
        int position = input.BufferPosition;
        int lastRefill = input.BufferLength - sizeof(ulong);
        int k = 1;
        do
        {
            if (position <= lastRefill)
            {
                bits |= BinaryPrimitives.ReadUInt64BigEndian(buffer[position..]) >> bitCount;
                position += (63 - bitCount) >> 3;
                bitCount |= 56;
            }
            else
            {
                (input.Bits, input.BitCount, input.BufferPosition) = (bits, bitCount, position);
                input.RefillSlowly();
                (bits, bitCount, position) = (input.Bits, input.BitCount, input.BufferPosition);
                lastRefill = input.BufferLength - sizeof(ulong);
            }

            int skip = skips[(int)(bits >> SkipShift)];
            int next = k + ((skip >> 4) & 0x7FF);
            if (skip != 0 && next < BlockSize)
            {
                bits <<= skip & 15;
                bitCount -= skip & 15;
                k = next;
                if (skip >= JpegHuffmanTable.SkipEnd)
                {
                    break;
                }

                skip = skips[(int)(bits >> SkipShift)];
                next = k + ((skip >> 4) & 0x7FF);
                if (skip != 0 && next < BlockSize)
                {
                    bits <<= skip & 15;
                    bitCount -= skip & 15;
                    k = next;
                    if (skip >= JpegHuffmanTable.SkipEnd)
                    {
                        break;
                    }

                    continue;
                }
            }

            int entry = lookup[(int)(bits >> LookupShift)];
            if (entry == 0)
            {
                entry = DecodeSlowly(ref input, table, bits);
            }

            bits <<= entry & 63;
            bitCount -= entry & 63;
            k += ((entry >> 8) & 255) + 1;
        }
        while (k < BlockSize);
        (input.Bits, input.BitCount, input.BufferPosition) = (bits, bitCount, position);
    }

    // The bit buffer lives in locals. A refill leaves 56 bits or more: enough for two fast entries (10 each) and one slow one
    // (code 16 and value 15, or 17 where no code matches), so that three symbols share a refill.
    private static void DecodeAc(ref JpegInput input, JpegHuffmanTable table, Span<short> block)
    {
        ReadOnlySpan<byte> order = JpegTables.RowOrder;
        int[] lookup = table.ValueLookup;
        ReadOnlySpan<byte> buffer = input.Buffer;
        ulong bits = input.Bits;
        int bitCount = input.BitCount;
        int position = input.BufferPosition;
        int lastRefill = input.BufferLength - sizeof(ulong);
        int k = 1;
        do
        {
            if (position <= lastRefill)
            {
                bits |= BinaryPrimitives.ReadUInt64BigEndian(buffer[position..]) >> bitCount;
                position += (63 - bitCount) >> 3;
                bitCount |= 56;
            }
            else
            {
                (input.Bits, input.BitCount, input.BufferPosition) = (bits, bitCount, position);
                input.RefillSlowly();
                (bits, bitCount, position) = (input.Bits, input.BitCount, input.BufferPosition);
                lastRefill = input.BufferLength - sizeof(ulong);
            }

            int entry = lookup[(int)(bits >> LookupShift)];
            if (entry != 0)
            {
                bits <<= entry & 63;
                bitCount -= entry & 63;
                k += (entry >> 8) & 255;
                block[order[k++]] = (short)(entry >> 16);
                if (k >= BlockSize)
                {
                    break;
                }

                entry = lookup[(int)(bits >> LookupShift)];
                if (entry != 0)
                {
                    bits <<= entry & 63;
                    bitCount -= entry & 63;
                    k += (entry >> 8) & 255;
                    block[order[k++]] = (short)(entry >> 16);
                    if (k >= BlockSize)
                    {
                        break;
                    }

                    entry = lookup[(int)(bits >> LookupShift)];
                }
            }

            if (entry == 0)
            {
                entry = DecodeSlowly(ref input, table, bits);
            }

            bits <<= entry & 63;
            bitCount -= entry & 63;
            k += (entry >> 8) & 255;
            block[order[k++]] = (short)(entry >> 16);
        }
        while (k < BlockSize);
        (input.Bits, input.BitCount, input.BufferPosition) = (bits, bitCount, position);
    }

    // An entry for a code and value of more than 10 bits together; up to 32 bits to drop.
    private static int DecodeSlowly(ref JpegInput input, JpegHuffmanTable table, ulong bits)
    {
        int symbol = table.DecodeSymbol(bits, out int length);
        int category = symbol & 15;
        int run = symbol >> 4;
        if (length > JpegHuffmanTable.MaxCodeLength)
        {
            input.BadCodeCount++;
        }

        if (category == 0)
        {
            return length | ((run == 15 ? run : BlockSize - 1) << 8);
        }

        int value = JpegHuffmanTable.Extend((int)((bits << length) >> (64 - category)), category);
        return (length + category) | (run << 8) | (value << 16);
    }
}
