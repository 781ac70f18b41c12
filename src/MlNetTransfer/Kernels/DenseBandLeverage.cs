using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels;

// Squared lengths of the solutions of L x = q for 32 right-hand sides at once, L a lower band: q' (L L')^-1 q, one for each sample.
// Formula: x[k] = (q[k] - sum over c < b of L[k, k - b + c] x[k - b + c]) / L[k, k]; result = sum over k of x[k]^2.
// Legend: k row, b = 32 band width, s sample of the strip (32). Lanes run across s; the sum over c in two chains (even, odd), then k in order.
// Reference: tests Kernels/DenseBandFactorTests.cs.
internal static class DenseBandLeverage
{
    /// <summary>Samples of a strip.</summary>
    public const int StripWidth = 32;

    private const int Band = DenseBandForm.Width;

    public readonly ref struct Args
    {
        /// <summary>Rows of L as in <see cref="DenseBandFactor.Rows"/>.</summary>
        public required ReadOnlySpan<double> Factor { get; init; }

        /// <summary>q as [k][32], rows <see cref="Stride"/> apart.</summary>
        public required ReadOnlySpan<double> Source { get; init; }

        public required int Stride { get; init; }

        /// <summary>[b + k][32] doubles; the first b rows are zeroed here.</summary>
        public required Span<double> Scratch { get; init; }

        /// <summary>32 results.</summary>
        public required Span<double> Squares { get; init; }
    }

    public readonly struct Kernel : IDenseKernel<Args>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TLanes>(scoped in Args args)
            where TLanes : struct, IDenseLanes<TLanes>
        {
            int order = args.Factor.Length / DenseBandForm.RowLength;
            CheckBounds(args, order);
            args.Scratch[..(Band * StripWidth)].Clear();
            nuint lanes = (nuint)TLanes.Count;
            ref double squares = ref MemoryMarshal.GetReference(args.Squares);
            for (nuint strip = 0; strip < StripWidth; strip += 2 * lanes)
            {
                ref double factor = ref MemoryMarshal.GetReference(args.Factor);
                ref double source = ref MemoryMarshal.GetReference(args.Source);
                ref double before = ref MemoryMarshal.GetReference(args.Scratch);
                TLanes square0 = TLanes.Broadcast(0), square1 = square0;
                for (int k = 0; k < order; k++)
                {
                    TLanes even0 = TLanes.Broadcast(0), even1 = even0, odd0 = even0, odd1 = even0;
                    nuint at = strip;
                    for (nuint c = 0; c < Band; c += 2, at += 2 * StripWidth)
                    {
                        TLanes l = TLanes.Broadcast(Unsafe.Add(ref factor, c));
                        even0 = TLanes.MultiplyAdd(l, TLanes.Load(ref before, at), even0);
                        even1 = TLanes.MultiplyAdd(l, TLanes.Load(ref before, at + lanes), even1);
                        l = TLanes.Broadcast(Unsafe.Add(ref factor, c + 1));
                        odd0 = TLanes.MultiplyAdd(l, TLanes.Load(ref before, at + StripWidth), odd0);
                        odd1 = TLanes.MultiplyAdd(l, TLanes.Load(ref before, at + StripWidth + lanes), odd1);
                    }

                    TLanes inverse = TLanes.Broadcast(Unsafe.Add(ref factor, (nuint)Band));
                    TLanes x0 = TLanes.Subtract(TLanes.Load(ref source, strip), TLanes.Add(even0, odd0));
                    TLanes x1 = TLanes.Subtract(TLanes.Load(ref source, strip + lanes), TLanes.Add(even1, odd1));
                    x0 = TLanes.Multiply(x0, inverse);
                    x1 = TLanes.Multiply(x1, inverse);
                    TLanes.Store(x0, ref before, at);
                    TLanes.Store(x1, ref before, at + lanes);
                    square0 = TLanes.MultiplyAdd(x0, x0, square0);
                    square1 = TLanes.MultiplyAdd(x1, x1, square1);
                    factor = ref Unsafe.Add(ref factor, (nuint)DenseBandForm.RowLength);
                    before = ref Unsafe.Add(ref before, (nuint)StripWidth);
                    source = ref Unsafe.Add(ref source, args.Stride);
                }

                TLanes.Store(square0, ref squares, strip);
                TLanes.Store(square1, ref squares, strip + lanes);
            }
        }

        private static void CheckBounds(scoped in Args args, int order)
        {
            if (args.Scratch.Length < (Band + order) * StripWidth || args.Squares.Length < StripWidth || args.Stride < StripWidth
                || args.Source.Length < ((order - 1L) * args.Stride) + StripWidth)
            {
                throw new ArgumentException($"Scratch or source is too short for {order} rows of {StripWidth}.", nameof(args));
            }
        }
    }
}
