using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Resampling;

/// <summary>Horizontal resampling of four rows at once.</summary>
/// <remarks>
/// Layout: [column][row 0..3][R, G, B, unused], 16 bytes a column, so that one weight meets 16 neighbouring bytes and no lane needs another one's.
/// Sum: half + w0 x b0 + w1 x b1 + ..., integers modulo 2^32, so the width does not matter. Reference: ImagingResizeReference in the tests.
/// </remarks>
internal sealed class ResampleRowsKernel : IResampleKernel<ResampleRowsKernel.Args>
{
    /// <summary>Rows of a tile.</summary>
    internal const int RowCount = 4;

    /// <summary>Bytes of a tile's column.</summary>
    internal const int ColumnSize = RowCount * 4;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes>(scoped in Args args)
        where TLanes : struct, IResampleLanes<TLanes>
    {
        ResampleAxis axis = args.Axis;
        ReadOnlySpan<int> starts = axis.Starts;
        ReadOnlySpan<int> counts = axis.Counts;
        if (args.Source.Length < (axis.SourceEnd - axis.SourceStart) * ColumnSize || args.Target.Length < axis.Count * ColumnSize)
        {
            throw new ArgumentException("The tiles are smaller than the axis.", nameof(args));
        }

        ref byte source = ref MemoryMarshal.GetReference(args.Source);
        ref byte target = ref MemoryMarshal.GetReference(args.Target);
        for (int x = 0; x < starts.Length; x++)
        {
            ReadOnlySpan<int> weights = axis.Weights.Slice(x * axis.TapCount, counts[x]);
            nuint start = (nuint)(starts[x] - axis.SourceStart) * ColumnSize;
            for (int part = 0; part < ColumnSize; part += TLanes.Count)
            {
                TLanes sum = TLanes.Broadcast(ResampleFixedPoint.Half);
                nuint offset = start + (nuint)part;
                foreach (int weight in weights)
                {
                    sum = TLanes.MultiplyAdd(TLanes.LoadBytes(ref source, offset), TLanes.Broadcast(weight), sum);
                    offset += ColumnSize;
                }

                TLanes.StoreBytes(sum, ref target, (nuint)((x * ColumnSize) + part));
            }
        }
    }

    /// <summary>Arguments of the kernel.</summary>
    internal readonly ref struct Args
    {
        /// <summary>The axis.</summary>
        internal required ResampleAxis Axis { get; init; }

        /// <summary>Tile of the axis's source columns.</summary>
        internal required ReadOnlySpan<byte> Source { get; init; }

        /// <summary>Tile of the axis's output columns.</summary>
        internal required Span<byte> Target { get; init; }
    }
}
