// Inverse discrete cosine transform of rows of 8 x 8 blocks.
// x[r][c] = clamp(128 + descale(T * (coefficient .* multiplier) * T')): columns first, then rows, in 16/32-bit integers.
// Layout: a block is 64 coefficients in row order; blocks of a row follow each other; one lane group holds one block, so
// that a vector carries 1, 2 or 4 blocks. Sums are exact integers in the order of the formulas: every width gives the same
// bits, and the accurate transform the same bits as libjpeg's default one.
// Source: Loeffler, Ligtenberg, Moschytz 1989 (accurate); Arai, Agui, Nakajima 1988 (fast); rounding as in libjpeg 6b.
// Reference: tests/MlNetTransfer.Tests/References/JpegDctReference.cs.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>What an inverse transform reads and writes.</summary>
/// <param name="coefficients">Blocks, 64 values each, in row order.</param>
/// <param name="multipliers">64 dequantisation factors in row order.</param>
/// <param name="target">Eight rows of samples, eight columns a block.</param>
/// <param name="stride">Bytes from row to row of <paramref name="target"/>.</param>
internal readonly ref struct JpegInverseDctArgs(ReadOnlySpan<short> coefficients, ReadOnlySpan<short> multipliers, Span<byte> target, int stride)
{
    public readonly ReadOnlySpan<short> Coefficients = coefficients;
    public readonly ReadOnlySpan<short> Multipliers = multipliers;
    public readonly Span<byte> Target = target;
    public readonly int Stride = stride;
}

/// <summary>The inverse transform over a row of blocks.</summary>
internal static class JpegInverseDct
{
    public const int BlockSize = 64;

    private const int Side = 8;

    // All lanes of a group but the first: finds coefficients other than the mean.
    private static ReadOnlySpan<short> AllButFirst => [0, -1, -1, -1, -1, -1, -1, -1];

    /// <summary>Transforms with the multipliers that <see cref="CreateMultipliers"/> made for the same method.</summary>
    public static void Run(InverseDct method, JpegInverseDctArgs args)
    {
        if (method == InverseDct.Fast)
        {
            Int16LaneDispatch.Run<Kernel<JpegFastTransform>, JpegInverseDctArgs>(args);
        }
        else
        {
            Int16LaneDispatch.Run<Kernel<JpegAccurateTransform>, JpegInverseDctArgs>(args);
        }
    }

    /// <summary>Makes the dequantisation factors of a method from a quantisation table in row order.</summary>
    public static short[] CreateMultipliers(InverseDct method, ReadOnlySpan<ushort> quantization)
    {
        short[] multipliers = new short[BlockSize];
        for (int i = 0; i < BlockSize; i++)
        {
            multipliers[i] = method == InverseDct.Fast
                ? JpegFastTransform.Multiplier(quantization[i], i / Side, i % Side)
                : (short)quantization[i];
        }

        return multipliers;
    }

    /// <summary>The kernel of one method; public to the tests, which run it at every width.</summary>
    internal readonly struct Kernel<TTransform> : IInt16Kernel<JpegInverseDctArgs>
        where TTransform : struct, IJpegTransform
    {
        public static void Run<TLanes>(JpegInverseDctArgs args)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            int count = args.Coefficients.Length / BlockSize;
            if (count == 0)
            {
                return;
            }

            // The lanes below read and write without checks: 64 values a block, 8 rows of 8 bytes a block.
            _ = args.Multipliers[BlockSize - 1];
            _ = args.Target[checked(((Side - 1) * args.Stride) + (count * Side) - 1)];
            int block = 0;
            for (; block + TLanes.GroupCount <= count; block += TLanes.GroupCount)
            {
                Transform<TLanes>(args, block);
            }

            for (; block < count; block++)
            {
                Transform<Int16x8>(args, block);
            }
        }

        private static void Transform<TLanes>(JpegInverseDctArgs args, int block)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            ref short source = ref MemoryMarshal.GetReference(args.Coefficients);
            nuint offset = (nuint)(block * BlockSize);
            Unsafe.SkipInit(out InlineArray8<TLanes> rows);
            rows[0] = TLanes.LoadBlockRow(in source, offset);
            TLanes others = TLanes.And(rows[0], TLanes.BroadcastGroup(in MemoryMarshal.GetReference(AllButFirst), 0));
            for (int r = 1; r < Side; r++)
            {
                rows[r] = TLanes.LoadBlockRow(in source, offset + (nuint)(r * Side));
                others = TLanes.Or(others, rows[r]);
            }

            if (TLanes.IsZero(others))
            {
                FillFlat(args, block, TLanes.GroupCount);
                return;
            }

            ref short multipliers = ref MemoryMarshal.GetReference(args.Multipliers);
            for (int r = 0; r < Side; r++)
            {
                rows[r] = TLanes.MultiplyLow(rows[r], TLanes.BroadcastGroup(in multipliers, (nuint)(r * Side)));
            }

            TTransform.Columns(ref rows);
            Transpose(ref rows);
            TTransform.Rows(ref rows);
            Transpose(ref rows);
            ref byte target = ref MemoryMarshal.GetReference(args.Target);
            for (int r = 0; r < Side; r += 2)
            {
                nuint first = (nuint)((r * args.Stride) + (block * Side));
                TLanes.StoreCentredRows(rows[r], rows[r + 1], ref target, (first, first + (nuint)args.Stride));
            }
        }

        // Blocks with a mean only: every sample is the same.
        private static void FillFlat(JpegInverseDctArgs args, int block, int count)
        {
            for (int b = block; b < block + count; b++)
            {
                byte value = TTransform.Flat(args.Coefficients[b * BlockSize], args.Multipliers[0]);
                for (int r = 0; r < Side; r++)
                {
                    args.Target.Slice((r * args.Stride) + (b * Side), Side).Fill(value);
                }
            }
        }

        // 8 x 8 inside every group: interleave by 16, 32 and 64 bits.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Transpose<TLanes>(ref InlineArray8<TLanes> rows)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            TLanes a0 = TLanes.InterleaveLow(rows[0], rows[1]);
            TLanes a1 = TLanes.InterleaveHigh(rows[0], rows[1]);
            TLanes a2 = TLanes.InterleaveLow(rows[2], rows[3]);
            TLanes a3 = TLanes.InterleaveHigh(rows[2], rows[3]);
            TLanes a4 = TLanes.InterleaveLow(rows[4], rows[5]);
            TLanes a5 = TLanes.InterleaveHigh(rows[4], rows[5]);
            TLanes a6 = TLanes.InterleaveLow(rows[6], rows[7]);
            TLanes a7 = TLanes.InterleaveHigh(rows[6], rows[7]);
            TLanes b0 = TLanes.InterleaveLowInt32(a0, a2);
            TLanes b1 = TLanes.InterleaveHighInt32(a0, a2);
            TLanes b2 = TLanes.InterleaveLowInt32(a1, a3);
            TLanes b3 = TLanes.InterleaveHighInt32(a1, a3);
            TLanes b4 = TLanes.InterleaveLowInt32(a4, a6);
            TLanes b5 = TLanes.InterleaveHighInt32(a4, a6);
            TLanes b6 = TLanes.InterleaveLowInt32(a5, a7);
            TLanes b7 = TLanes.InterleaveHighInt32(a5, a7);
            rows[0] = TLanes.InterleaveLowInt64(b0, b4);
            rows[1] = TLanes.InterleaveHighInt64(b0, b4);
            rows[2] = TLanes.InterleaveLowInt64(b1, b5);
            rows[3] = TLanes.InterleaveHighInt64(b1, b5);
            rows[4] = TLanes.InterleaveLowInt64(b2, b6);
            rows[5] = TLanes.InterleaveHighInt64(b2, b6);
            rows[6] = TLanes.InterleaveLowInt64(b3, b7);
            rows[7] = TLanes.InterleaveHighInt64(b3, b7);
        }
    }
}
