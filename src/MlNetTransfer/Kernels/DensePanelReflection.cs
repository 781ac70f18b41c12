using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels;

// One Householder reflection inside a panel of 32 columns (Golub and Van Loan 2013, algorithm 5.1.1), in two passes over its rows.
// Pass 1: sums[c] = sum over rows r > pivot of P[r, j] P[r, c]. Pass 2: P[r, c] -= inverse * P[r, j] * factors[c].
// Legend: P the panel, r row, c column (32), j the pivot's column. Lanes run across c; sums run over r in order.
internal static class DensePanelReflection
{
    /// <summary>Columns of a panel.</summary>
    public const int Width = 32;

    public readonly ref struct Args
    {
        /// <summary>Rows below the pivot, <see cref="Stride"/> apart.</summary>
        public required Span<double> Rows { get; init; }

        public required int RowCount { get; init; }

        public required int Stride { get; init; }

        /// <summary>Column of the pivot.</summary>
        public required int Column { get; init; }

        /// <summary>Sums that pass 1 writes, factors that pass 2 reads: <see cref="Width"/> values.</summary>
        public required Span<double> Values { get; init; }

        /// <summary>Factor of the pivot's column in pass 2.</summary>
        public double Inverse { get; init; }
    }

    /// <summary>Pass 1.</summary>
    public readonly struct Sums : IDenseKernel<Args>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TLanes>(scoped in Args args)
            where TLanes : struct, IDenseLanes<TLanes>
        {
            CheckBounds(args);
            nuint lanes = (nuint)TLanes.Count;
            ref double sums = ref MemoryMarshal.GetReference(args.Values);
            for (nuint column = 0; column < Width; column += 2 * lanes)
            {
                TLanes s0 = TLanes.Broadcast(0), s1 = s0;
                ref double row = ref MemoryMarshal.GetReference(args.Rows);
                for (int r = args.RowCount; r > 0; r--)
                {
                    TLanes pivot = TLanes.Broadcast(Unsafe.Add(ref row, args.Column));
                    s0 = TLanes.MultiplyAdd(pivot, TLanes.Load(ref row, column), s0);
                    s1 = TLanes.MultiplyAdd(pivot, TLanes.Load(ref row, column + lanes), s1);
                    row = ref Unsafe.Add(ref row, args.Stride);
                }

                TLanes.Store(s0, ref sums, column);
                TLanes.Store(s1, ref sums, column + lanes);
            }
        }
    }

    /// <summary>Pass 2; the pivot's column becomes the reflection's vector.</summary>
    public readonly struct Apply : IDenseKernel<Args>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TLanes>(scoped in Args args)
            where TLanes : struct, IDenseLanes<TLanes>
        {
            CheckBounds(args);
            nuint lanes = (nuint)TLanes.Count;
            ref double factors = ref MemoryMarshal.GetReference(args.Values);
            ref double row = ref MemoryMarshal.GetReference(args.Rows);
            for (int r = args.RowCount; r > 0; r--)
            {
                double element = args.Inverse * Unsafe.Add(ref row, args.Column);
                TLanes minus = TLanes.Broadcast(-element);
                for (nuint column = 0; column < Width; column += lanes)
                {
                    TLanes old = TLanes.Load(ref row, column);
                    TLanes.Store(TLanes.MultiplyAdd(minus, TLanes.Load(ref factors, column), old), ref row, column);
                }

                Unsafe.Add(ref row, args.Column) = element;
                row = ref Unsafe.Add(ref row, args.Stride);
            }
        }
    }

    private static void CheckBounds(scoped in Args args)
    {
        if (args.Values.Length < Width || args.Stride < Width || (uint)args.Column >= Width
            || (args.RowCount > 0 && ((args.RowCount - 1L) * args.Stride) + Width > args.Rows.Length))
        {
            throw new ArgumentException($"{args.RowCount} rows of {Width} do not fit into {args.Rows.Length} values.", nameof(args));
        }
    }
}
