using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels;

// The one inner loop of the dense linear algebra: a tile of 6 x 16 sums of products in double precision.
// Formula: acc[r, c] = sum over o, k of A[o * AOuterStride + r * RowStride + k * DepthStride] * B[o * BOuterStride + 16 k + c];
//          C[r * CRowStride + c] = acc, += acc or -= acc.
// Legend: r row of the tile (6), c column (16), k depth, o outer depth (panels that do not lie one after another).
// Lanes run across c; every sum runs over o, then k, in order, so its bits depend on the lane count only through fused multiply-add.
// 6 rows x 2 vectors: 12 accumulators + 2 loads + 1 broadcast fit 16 registers; measured best in float by the float kernels too.
// Reference: tests References/DenseReference.cs.
internal static class DenseTile
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 6;

    /// <summary>Columns of a tile, and the width of a packed panel of the right operand.</summary>
    public const int Columns = 16;

    /// <summary>What happens with the elements of C.</summary>
    public enum Write
    {
        Set,
        Add,
        Subtract,
    }

    /// <summary>How the elements of the left operand lie.</summary>
    public interface ILayout
    {
        static abstract nuint RowStride { get; }

        static abstract nuint DepthStride { get; }
    }

    /// <summary>[k][6]: packed for products.</summary>
    public readonly struct Interleaved : ILayout
    {
        public static nuint RowStride => 1;

        public static nuint DepthStride => Rows;
    }

    /// <summary>[r][16]: a panel of 16 columns read as the left operand.</summary>
    public readonly struct PanelRows : ILayout
    {
        public static nuint RowStride => Columns;

        public static nuint DepthStride => 1;
    }

    public readonly ref struct Args
    {
        public required ReadOnlySpan<double> A { get; init; }

        public required ReadOnlySpan<double> B { get; init; }

        public required Span<double> C { get; init; }

        public required int CRowStride { get; init; }

        public required int Depth { get; init; }

        public int OuterCount { get; init; } = 1;

        public int AOuterStride { get; init; }

        public int BOuterStride { get; init; }

        public Write Mode { get; init; }

        public Args()
        {
        }
    }

    public readonly struct Kernel<TLayout> : IDenseKernel<Args>
        where TLayout : struct, ILayout
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TLanes>(scoped in Args args)
            where TLanes : struct, IDenseLanes<TLanes>
        {
            CheckBounds(args);
            ref double aStart = ref MemoryMarshal.GetReference(args.A);
            ref double bStart = ref MemoryMarshal.GetReference(args.B);
            nuint row = TLayout.RowStride;
            nuint second = (nuint)TLanes.Count;
            for (nuint column = 0; column < Columns; column += 2 * second)
            {
                TLanes c00 = TLanes.Broadcast(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
                TLanes c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
                for (int outer = 0; outer < args.OuterCount; outer++)
                {
                    ref double a = ref Unsafe.Add(ref aStart, outer * args.AOuterStride);
                    ref double b = ref Unsafe.Add(ref bStart, (nuint)(outer * args.BOuterStride) + column);
                    for (int k = args.Depth; k > 0; k--)
                    {
                        TLanes b0 = TLanes.Load(ref b, 0), b1 = TLanes.Load(ref b, second);
                        TLanes a0 = TLanes.Broadcast(a);
                        c00 = TLanes.MultiplyAdd(a0, b0, c00);
                        c01 = TLanes.MultiplyAdd(a0, b1, c01);
                        a0 = TLanes.Broadcast(Unsafe.Add(ref a, row));
                        c10 = TLanes.MultiplyAdd(a0, b0, c10);
                        c11 = TLanes.MultiplyAdd(a0, b1, c11);
                        a0 = TLanes.Broadcast(Unsafe.Add(ref a, 2 * row));
                        c20 = TLanes.MultiplyAdd(a0, b0, c20);
                        c21 = TLanes.MultiplyAdd(a0, b1, c21);
                        a0 = TLanes.Broadcast(Unsafe.Add(ref a, 3 * row));
                        c30 = TLanes.MultiplyAdd(a0, b0, c30);
                        c31 = TLanes.MultiplyAdd(a0, b1, c31);
                        a0 = TLanes.Broadcast(Unsafe.Add(ref a, 4 * row));
                        c40 = TLanes.MultiplyAdd(a0, b0, c40);
                        c41 = TLanes.MultiplyAdd(a0, b1, c41);
                        a0 = TLanes.Broadcast(Unsafe.Add(ref a, 5 * row));
                        c50 = TLanes.MultiplyAdd(a0, b0, c50);
                        c51 = TLanes.MultiplyAdd(a0, b1, c51);
                        a = ref Unsafe.Add(ref a, TLayout.DepthStride);
                        b = ref Unsafe.Add(ref b, (nuint)Columns);
                    }
                }

                WriteRow(args, 0, column, c00, c01);
                WriteRow(args, 1, column, c10, c11);
                WriteRow(args, 2, column, c20, c21);
                WriteRow(args, 3, column, c30, c31);
                WriteRow(args, 4, column, c40, c41);
                WriteRow(args, 5, column, c50, c51);
            }
        }

        private static void CheckBounds(scoped in Args args)
        {
            long depth = Math.Max(args.Depth - 1, 0);
            long outer = args.OuterCount - 1;
            long lastA = (outer * args.AOuterStride) + ((Rows - 1) * (long)TLayout.RowStride) + (depth * (long)TLayout.DepthStride);
            long lastB = (outer * args.BOuterStride) + (depth * Columns) + Columns - 1;
            long lastC = ((Rows - 1L) * args.CRowStride) + Columns - 1;
            if (args.OuterCount < 1 || args.Depth < 1 || lastA >= args.A.Length || lastB >= args.B.Length || lastC >= args.C.Length)
            {
                throw new ArgumentException($"The tile reaches A[{lastA}] of {args.A.Length}, B[{lastB}] of {args.B.Length}, C[{lastC}] of {args.C.Length}.", nameof(args));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteRow<TLanes>(scoped in Args args, int row, nuint column, TLanes left, TLanes right)
        where TLanes : struct, IDenseLanes<TLanes>
    {
        ref double c = ref Unsafe.Add(ref MemoryMarshal.GetReference(args.C), (nuint)(row * args.CRowStride) + column);
        nuint second = (nuint)TLanes.Count;
        if (args.Mode == Write.Add)
        {
            left = TLanes.Add(TLanes.Load(ref c, 0), left);
            right = TLanes.Add(TLanes.Load(ref c, second), right);
        }
        else if (args.Mode == Write.Subtract)
        {
            left = TLanes.Subtract(TLanes.Load(ref c, 0), left);
            right = TLanes.Subtract(TLanes.Load(ref c, second), right);
        }

        TLanes.Store(left, ref c, 0);
        TLanes.Store(right, ref c, second);
    }
}
