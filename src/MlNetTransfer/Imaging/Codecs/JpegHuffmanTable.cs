// Huffman decoding tables (T.81 annex C and F.2.2.3) with a lookahead of 10 bits.
// Entry of the value lookup, where code and value bits fit into 10 bits together, else 0:
//   bits 0-7   bits to drop (1 to 10)
//   bits 8-15  coefficients to skip before the value; 63 at the end of a block, 15 for a run of sixteen zeros
//   bits 16-31 the value, signed; 0 at the end of a block and for runs, stored where a zero stands anyway
// Entry of the skip lookup, by 12 bits: all the codes with their values that fit into them, up to the end of the block, else 0:
//   bits 0-3   bits to drop
//   bits 4-14  coefficients that they stand for, the end of the block not counted
//   bit 15     whether the last one ends the block
namespace MlNetTransfer.Imaging.Codecs;

/// <summary>A Huffman table made ready for decoding.</summary>
internal sealed class JpegHuffmanTable
{
    /// <summary>Bits of the lookups.</summary>
    public const int LookupBits = 10;

    /// <summary>Bits of the lookup that skips coefficients.</summary>
    public const int SkipBits = 12;

    /// <summary>Flag of a skip entry that ends the block.</summary>
    public const int SkipEnd = 1 << 15;

    /// <summary>Longest code.</summary>
    public const int MaxCodeLength = 16;

    private const int EndOfBlockSkip = 63;
    private const int MaxDcCategory = 15;
    private const int MaxSymbolCount = 256;

    private readonly byte[] _symbols = new byte[MaxSymbolCount];
    private readonly int[] _maxCode = new int[MaxCodeLength + 1];
    private readonly int[] _symbolOffset = new int[MaxCodeLength + 1];
    private readonly ushort[] _symbolLookup = new ushort[1 << LookupBits];

    private ushort[] _skipLookup = [];

    private JpegHuffmanTable()
    {
    }

    /// <summary>Code and value at once by the next 10 bits; empty in tables of progressive scans.</summary>
    public int[] ValueLookup { get; private set; } = [];

    /// <summary>Builds a table.</summary>
    /// <param name="specification">Counts and symbols.</param>
    /// <param name="use">What the symbols mean.</param>
    /// <returns>The table; null where counts or symbols are not legal.</returns>
    public static JpegHuffmanTable? Create(JpegHuffmanSpecification specification, JpegHuffmanUse use)
    {
        JpegHuffmanTable table = new();
        ReadOnlySpan<byte> symbols = specification.Symbols.Span;
        symbols.CopyTo(table._symbols);
        if (use != JpegHuffmanUse.Ac && use != JpegHuffmanUse.ProgressiveAc && symbols.ContainsAnyExceptInRange((byte)0, (byte)MaxDcCategory))
        {
            return null;
        }

        if (!table.AssignCodes(specification.Counts.Span, symbols))
        {
            return null;
        }

        if (use is JpegHuffmanUse.Dc or JpegHuffmanUse.Ac)
        {
            table.ValueLookup = new int[1 << LookupBits];
            table.FillValueLookup(use == JpegHuffmanUse.Dc);
        }

        return table;
    }

    /// <summary>How many coefficients the next 12 bits stand for, made when it is first asked for; of tables of AC coefficients only.</summary>
    public ushort[] SkipLookup => _skipLookup.Length > 0 ? _skipLookup : _skipLookup = CreateSkipLookup();

    /// <summary>Finds the symbol that the next bits start with.</summary>
    /// <param name="bits">The next bits, the first one highest.</param>
    /// <param name="length">Bits to drop: 1 to 16, or 17 where no code matches.</param>
    /// <returns>The symbol; 0 where no code matches, as libjpeg does.</returns>
    public int DecodeSymbol(ulong bits, out int length)
    {
        int entry = _symbolLookup[(int)(bits >> (64 - LookupBits))];
        if (entry != 0)
        {
            length = entry >> 8;
            return entry & 255;
        }

        int next = (int)(bits >> (64 - MaxCodeLength));
        for (length = LookupBits + 1; length <= MaxCodeLength; length++)
        {
            int code = next >> (MaxCodeLength - length);
            if (code <= _maxCode[length])
            {
                return _symbols[(code + _symbolOffset[length]) & (MaxSymbolCount - 1)];
            }
        }

        return 0;
    }

    /// <summary>Turns value bits into a signed value (T.81 figure F.12).</summary>
    /// <param name="bits">The bits.</param>
    /// <param name="category">Their number, 1 to 15.</param>
    /// <returns>The value.</returns>
    public static int Extend(int bits, int category) =>
        bits + (((bits - (1 << (category - 1))) >> 31) & ((-1 << category) + 1));

    // T.81 figures C.1, C.2 and F.15. False where the codes of a length do not fit; a code of ones alone is reserved.
    private bool AssignCodes(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        int code = 0;
        int index = 0;
        for (int length = 1; length <= MaxCodeLength; length++)
        {
            int count = counts[length - 1];
            bool more = index < symbols.Length;
            _maxCode[length] = count == 0 ? -1 : code + count - 1;
            _symbolOffset[length] = index - code;
            if (more && code + count >= 1 << length)
            {
                return false;
            }

            if (length <= LookupBits)
            {
                for (int i = 0; i < count; i++)
                {
                    int start = (code + i) << (LookupBits - length);
                    _symbolLookup.AsSpan(start, 1 << (LookupBits - length)).Fill((ushort)((length << 8) | symbols[index + i]));
                }
            }

            code = (code + count) << 1;
            index += count;
        }

        return true;
    }

    private ushort[] CreateSkipLookup()
    {
        ushort[] lookup = new ushort[1 << SkipBits];
        for (int bits = 0; bits < lookup.Length; bits++)
        {
            int length = 0;
            int count = 0;
            int end = 0;
            while (end == 0)
            {
                int symbol = DecodeSymbol((ulong)bits << (64 - SkipBits + length), out int codeLength);
                int total = codeLength + (symbol & 15);
                if (length + total > SkipBits)
                {
                    break;
                }

                length += total;
                end = (symbol & 15) == 0 && symbol >> 4 != 15 ? SkipEnd : 0;
                count += end == 0 ? (symbol >> 4) + 1 : 0;
            }

            lookup[bits] = (ushort)(length | (count << 4) | end);
        }

        return lookup;
    }

    private void FillValueLookup(bool isDc)
    {
        for (int bits = 0; bits < ValueLookup.Length; bits++)
        {
            int entry = _symbolLookup[bits];
            ValueLookup[bits] = entry == 0 ? 0 : ValueEntry(bits, entry >> 8, entry & 255, isDc);
        }
    }

    private static int ValueEntry(int bits, int length, int symbol, bool isDc)
    {
        int category = isDc ? symbol : symbol & 15;
        int run = isDc ? 0 : symbol >> 4;
        if (category == 0)
        {
            int skip = isDc || run == 15 ? run : EndOfBlockSkip;
            return length | (skip << 8);
        }

        if (length + category > LookupBits)
        {
            return 0;
        }

        int magnitude = (bits >> (LookupBits - length - category)) & ((1 << category) - 1);
        return (length + category) | (run << 8) | (Extend(magnitude, category) << 16);
    }
}
