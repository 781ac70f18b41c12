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

    public const int Side = 8;

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
            JpegRows<TLanes> rows = Load<TLanes>(in source, offset);
            TLanes others = TLanes.And(rows.R0, TLanes.BroadcastGroup(in MemoryMarshal.GetReference(AllButFirst), 0));
            others = TLanes.Or(TLanes.Or(TLanes.Or(others, rows.R1), TLanes.Or(rows.R2, rows.R3)), TLanes.Or(TLanes.Or(rows.R4, rows.R5), TLanes.Or(rows.R6, rows.R7)));
            if (TLanes.IsZero(others))
            {
                FillFlat(args, block, TLanes.GroupCount);
                return;
            }

            Dequantize(ref rows, in MemoryMarshal.GetReference(args.Multipliers));
            TTransform.Columns(ref rows);
            Transpose(ref rows);
            TTransform.Rows(ref rows);
            Transpose(ref rows);
            ref byte target = ref MemoryMarshal.GetReference(args.Target);
            nuint first = (nuint)(block * Side);
            nuint stride = (nuint)args.Stride;
            TLanes.StoreCentredRows(rows.R0, rows.R1, ref target, (first, first + stride));
            TLanes.StoreCentredRows(rows.R2, rows.R3, ref target, (first + (2 * stride), first + (3 * stride)));
            TLanes.StoreCentredRows(rows.R4, rows.R5, ref target, (first + (4 * stride), first + (5 * stride)));
            TLanes.StoreCentredRows(rows.R6, rows.R7, ref target, (first + (6 * stride), first + (7 * stride)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static JpegRows<TLanes> Load<TLanes>(ref readonly short source, nuint offset)
            where TLanes : struct, IInt16Lanes<TLanes> => new()
            {
                R0 = TLanes.LoadBlockRow(in source, offset),
                R1 = TLanes.LoadBlockRow(in source, offset + Side),
                R2 = TLanes.LoadBlockRow(in source, offset + (2 * Side)),
                R3 = TLanes.LoadBlockRow(in source, offset + (3 * Side)),
                R4 = TLanes.LoadBlockRow(in source, offset + (4 * Side)),
                R5 = TLanes.LoadBlockRow(in source, offset + (5 * Side)),
                R6 = TLanes.LoadBlockRow(in source, offset + (6 * Side)),
                R7 = TLanes.LoadBlockRow(in source, offset + (7 * Side)),
            };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Dequantize<TLanes>(ref JpegRows<TLanes> rows, ref readonly short multipliers)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            rows.R0 = TLanes.MultiplyLow(rows.R0, TLanes.BroadcastGroup(in multipliers, 0));
            rows.R1 = TLanes.MultiplyLow(rows.R1, TLanes.BroadcastGroup(in multipliers, Side));
            rows.R2 = TLanes.MultiplyLow(rows.R2, TLanes.BroadcastGroup(in multipliers, 2 * Side));
            rows.R3 = TLanes.MultiplyLow(rows.R3, TLanes.BroadcastGroup(in multipliers, 3 * Side));
            rows.R4 = TLanes.MultiplyLow(rows.R4, TLanes.BroadcastGroup(in multipliers, 4 * Side));
            rows.R5 = TLanes.MultiplyLow(rows.R5, TLanes.BroadcastGroup(in multipliers, 5 * Side));
            rows.R6 = TLanes.MultiplyLow(rows.R6, TLanes.BroadcastGroup(in multipliers, 6 * Side));
            rows.R7 = TLanes.MultiplyLow(rows.R7, TLanes.BroadcastGroup(in multipliers, 7 * Side));
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
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Transpose<TLanes>(ref JpegRows<TLanes> rows)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            TLanes a0 = TLanes.InterleaveLow(rows.R0, rows.R1);
            TLanes a1 = TLanes.InterleaveHigh(rows.R0, rows.R1);
            TLanes a2 = TLanes.InterleaveLow(rows.R2, rows.R3);
            TLanes a3 = TLanes.InterleaveHigh(rows.R2, rows.R3);
            TLanes a4 = TLanes.InterleaveLow(rows.R4, rows.R5);
            TLanes a5 = TLanes.InterleaveHigh(rows.R4, rows.R5);
            TLanes a6 = TLanes.InterleaveLow(rows.R6, rows.R7);
            TLanes a7 = TLanes.InterleaveHigh(rows.R6, rows.R7);
            TLanes b0 = TLanes.InterleaveLowInt32(a0, a2);
            TLanes b1 = TLanes.InterleaveHighInt32(a0, a2);
            TLanes b2 = TLanes.InterleaveLowInt32(a1, a3);
            TLanes b3 = TLanes.InterleaveHighInt32(a1, a3);
            TLanes b4 = TLanes.InterleaveLowInt32(a4, a6);
            TLanes b5 = TLanes.InterleaveHighInt32(a4, a6);
            TLanes b6 = TLanes.InterleaveLowInt32(a5, a7);
            TLanes b7 = TLanes.InterleaveHighInt32(a5, a7);
            rows.R0 = TLanes.InterleaveLowInt64(b0, b4);
            rows.R1 = TLanes.InterleaveHighInt64(b0, b4);
            rows.R2 = TLanes.InterleaveLowInt64(b1, b5);
            rows.R3 = TLanes.InterleaveHighInt64(b1, b5);
            rows.R4 = TLanes.InterleaveLowInt64(b2, b6);
            rows.R5 = TLanes.InterleaveHighInt64(b2, b6);
            rows.R6 = TLanes.InterleaveLowInt64(b3, b7);
            rows.R7 = TLanes.InterleaveHighInt64(b3, b7);
        }
    }
}
