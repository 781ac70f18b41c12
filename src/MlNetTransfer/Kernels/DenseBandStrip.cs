using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels;

// Products and solutions with a lower band L and its transpose for 8 vectors at once: the loops of DenseBandFactor with lanes across vectors.
// Formula, in place on x: Multiply x = L x; MultiplyTransposed x = L'x; Solve L x = b; SolveTransposed L'x = b.
// Legend: k row of the band, b = 32 its width, x as [b + n + b][8] with b rows of zeros before and after, so that no row is special.
// Sums run in four chains over the band in order, combined in a fixed tree. Reference: the scalar methods of DenseBandFactor.
internal static class DenseBandStrip
{
    /// <summary>Vectors of a strip.</summary>
    public const int StripWidth = 8;

    private const int Band = DenseBandForm.Width;
    private const int RowLength = DenseBandForm.RowLength;

    public enum Operation
    {
        Multiply,
        MultiplyTransposed,
        Solve,
        SolveTransposed,
    }

    public readonly ref struct Args
    {
        /// <summary>Rows of L as in <see cref="DenseBandFactor.Rows"/>, followed by Band rows of zeros.</summary>
        public required ReadOnlySpan<double> Factor { get; init; }

        /// <summary>[Band + n + Band][8].</summary>
        public required Span<double> Values { get; init; }

        public required Operation Operation { get; init; }
    }

    public readonly struct Kernel : IDenseKernel<Args>
    {
        public static void Run<TLanes>(scoped in Args args)
            where TLanes : struct, IDenseLanes<TLanes>
        {
            int order = (args.Factor.Length / RowLength) - Band;
            if (order < 0 || args.Values.Length < (order + (2 * Band)) * StripWidth)
            {
                throw new ArgumentException($"{args.Values.Length} values are too few for {order} rows and their borders.", nameof(args));
            }

            bool isAscending = args.Operation is Operation.Solve or Operation.MultiplyTransposed;
            for (nuint strip = 0; strip < StripWidth; strip += (nuint)TLanes.Count)
            {
                for (int step = 0; step < order; step++)
                {
                    Row<TLanes>(args, isAscending ? step : order - 1 - step, strip);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Row<TLanes>(scoped in Args args, int k, nuint strip)
            where TLanes : struct, IDenseLanes<TLanes>
        {
            ref double row = ref Unsafe.Add(ref MemoryMarshal.GetReference(args.Factor), k * RowLength);
            ref double x = ref Unsafe.Add(ref MemoryMarshal.GetReference(args.Values), ((k + Band) * StripWidth) + (int)strip);
            bool isTransposed = args.Operation is Operation.MultiplyTransposed or Operation.SolveTransposed;

            // L x takes L[k, k - b + c] and x[k - b + c]; L'x takes L[k + 1 + c, k] and x[k + 1 + c], whose elements of L lie b apart.
            ref double element = ref isTransposed ? ref Unsafe.Add(ref row, RowLength + Band - 1) : ref row;
            ref double other = ref Unsafe.Add(ref x, isTransposed ? StripWidth : -Band * StripWidth);
            nuint stride = isTransposed ? (nuint)Band : 1;
            TLanes s0 = TLanes.Broadcast(0), s1 = s0, s2 = s0, s3 = s0;
            for (int c = 0; c < Band; c += 4)
            {
                s0 = TLanes.MultiplyAdd(TLanes.Broadcast(element), TLanes.Load(ref other, 0), s0);
                s1 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref element, stride)), TLanes.Load(ref other, StripWidth), s1);
                s2 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref element, 2 * stride)), TLanes.Load(ref other, 2 * StripWidth), s2);
                s3 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref element, 3 * stride)), TLanes.Load(ref other, 3 * StripWidth), s3);
                element = ref Unsafe.Add(ref element, 4 * stride);
                other = ref Unsafe.Add(ref other, 4 * StripWidth);
            }

            TLanes sum = TLanes.Add(TLanes.Add(s0, s1), TLanes.Add(s2, s3));
            double inverse = Unsafe.Add(ref row, Band);
            TLanes value = TLanes.Load(ref x, 0);
            value = args.Operation is Operation.Solve or Operation.SolveTransposed
                ? TLanes.Multiply(TLanes.Subtract(value, sum), TLanes.Broadcast(inverse))
                : TLanes.MultiplyAdd(value, TLanes.Broadcast(1 / inverse), sum);
            TLanes.Store(value, ref x, 0);
        }
    }
}
