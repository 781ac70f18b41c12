using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Resampling;

/// <summary>Vertical resampling: one output row as the weighted sum of some source rows.</summary>
/// <remarks>
/// Lanes run along the row; four vectors at a time share a weight. Sum: half + w0 x row0 + w1 x row1 + ..., integers modulo 2^32.
/// Reference: ImagingResizeReference in the tests.
/// </remarks>
internal sealed class ResampleColumnsKernel : IResampleKernel<ResampleColumnsKernel.Args>
{
    /// <summary>Rows are padded to a multiple of this, four of the widest vectors.</summary>
    internal const int RowAlignment = 64;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes>(scoped in Args args)
        where TLanes : struct, IResampleLanes<TLanes>
    {
        ReadOnlySpan<int> weights = args.Weights;
        ReadOnlySpan<int> offsets = args.RowOffsets[..weights.Length];
        int length = args.Target.Length;
        foreach (int offset in offsets)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)offset, (uint)(args.Rows.Length - length));
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(length % RowAlignment, 0);
        ref byte rows = ref MemoryMarshal.GetReference(args.Rows);
        ref byte target = ref MemoryMarshal.GetReference(args.Target);
        nuint step = (nuint)TLanes.Count;
        for (nuint x = 0; x < (nuint)length; x += 4 * step)
        {
            TLanes sum0 = TLanes.Broadcast(ResampleFixedPoint.Half);
            TLanes sum1 = sum0;
            TLanes sum2 = sum0;
            TLanes sum3 = sum0;
            for (int t = 0; t < weights.Length; t++)
            {
                TLanes weight = TLanes.Broadcast(weights[t]);
                nuint at = (nuint)offsets[t] + x;
                sum0 = TLanes.MultiplyAdd(TLanes.LoadBytes(ref rows, at), weight, sum0);
                sum1 = TLanes.MultiplyAdd(TLanes.LoadBytes(ref rows, at + step), weight, sum1);
                sum2 = TLanes.MultiplyAdd(TLanes.LoadBytes(ref rows, at + (2 * step)), weight, sum2);
                sum3 = TLanes.MultiplyAdd(TLanes.LoadBytes(ref rows, at + (3 * step)), weight, sum3);
            }

            TLanes.StoreBytes(sum0, ref target, x);
            TLanes.StoreBytes(sum1, ref target, x + step);
            TLanes.StoreBytes(sum2, ref target, x + (2 * step));
            TLanes.StoreBytes(sum3, ref target, x + (3 * step));
        }
    }

    /// <summary>Arguments of the kernel.</summary>
    internal readonly ref struct Args
    {
        /// <summary>Source rows.</summary>
        internal required ReadOnlySpan<byte> Rows { get; init; }

        /// <summary>Where each source row begins.</summary>
        internal required ReadOnlySpan<int> RowOffsets { get; init; }

        /// <summary>Weight of each source row.</summary>
        internal required ReadOnlySpan<int> Weights { get; init; }

        /// <summary>The output row, padded.</summary>
        internal required Span<byte> Target { get; init; }
    }
}
