using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Warping;

/// <summary>Samples a run of target pixels, each from its own place in the source.</summary>
/// <remarks>
/// <para>Layout: five RGB pixels of a source row are 15 neighbouring bytes, a chunk of 16 lanes of which the last weighs nothing. For each target pixel the
/// rows are summed with the vertical weights (14 bits after the point, of which 6 are rounded off), the chunk is multiplied by the horizontal weights, each three times,
/// and the lanes of each colour are summed.</para>
/// <para>Integers throughout: every width gives the same bytes. Reference: ImagingWarpReference in the tests.</para>
/// </remarks>
internal sealed class WarpKernel : IResampleKernel<WarpKernel.Args>
{
    /// <summary>Source columns of a chunk.</summary>
    internal const int ChunkColumns = 5;

    /// <summary>Lanes of a chunk.</summary>
    internal const int ChunkSize = 16;

    /// <summary>Most target pixels of a run.</summary>
    internal const int MaxCount = 64;

    private const int C = Image.ChannelCount;
    private const int ChunkBytes = ChunkColumns * C;
    private const int RowShift = 6;
    private const int RowHalf = 1 << (RowShift - 1);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes>(scoped in Args args)
        where TLanes : struct, IResampleLanes<TLanes>
    {
        Span<int> products = stackalloc int[MaxCount * ChunkSize];
        (int rows, int chunks, int stride) = (args.TapRows, args.ChunkCount, args.Stride);
        int limit = args.Source.Length - ((rows - 1) * stride) - ((chunks - 1) * ChunkBytes) - ChunkSize;
        ref byte source = ref MemoryMarshal.GetReference(args.Source);
        ref int target = ref MemoryMarshal.GetReference(products);
        ref int columnWeights = ref MemoryMarshal.GetReference(args.ColumnWeights);
        int done = 0;
        foreach (WarpSample sample in args.Samples)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)sample.Offset, (uint)limit);
            ReadOnlySpan<int> rowWeights = args.RowWeights.Slice(sample.RowPhase * rows, rows);
            for (int part = 0; part < ChunkSize; part += TLanes.Count)
            {
                TLanes total = TLanes.Broadcast(0);
                nuint weights = (nuint)((sample.ColumnPhase * chunks * ChunkSize) + part);
                nuint first = (nuint)(sample.Offset + part);
                for (int chunk = 0; chunk < chunks; chunk++)
                {
                    nuint at = first;
                    TLanes sum = TLanes.Broadcast(RowHalf);
                    foreach (int weight in rowWeights)
                    {
                        sum = TLanes.MultiplyAdd(TLanes.LoadBytes(ref source, at), TLanes.Broadcast(weight), sum);
                        at += (nuint)stride;
                    }

                    total = TLanes.MultiplyAdd(TLanes.ShiftRight(sum, RowShift), TLanes.Load(ref columnWeights, weights), total);
                    weights += ChunkSize;
                    first += ChunkBytes;
                }

                TLanes.Store(total, ref target, (nuint)(done + part));
            }

            done += ChunkSize;
        }

        AddColors(products[..done], args.Target);
    }

    /// <summary>Adds the lanes of each colour: every third one, and rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddColors(ReadOnlySpan<int> products, Span<byte> target)
    {
        while (products.Length >= ChunkSize)
        {
            // From the last lane on: one check of the length is enough for all.
            int blue = products[14] + products[11] + products[8] + products[5] + products[2];
            int green = products[13] + products[10] + products[7] + products[4] + products[1];
            int red = products[12] + products[9] + products[6] + products[3] + products[0];
            target[2] = ToByte(blue);
            target[1] = ToByte(green);
            target[0] = ToByte(red);
            products = products[ChunkSize..];
            target = target[C..];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte ToByte(int sum)
    {
        int level = (sum + ResampleFixedPoint.Half) >> ResampleFixedPoint.Bits;
        return (uint)level <= byte.MaxValue ? (byte)level : (byte)(~level >> 31);
    }

    /// <summary>Arguments of the kernel.</summary>
    internal readonly ref struct Args
    {
        /// <summary>Source pixels.</summary>
        internal required ReadOnlySpan<byte> Source { get; init; }

        /// <summary>Bytes from one source row to the next.</summary>
        internal required int Stride { get; init; }

        /// <summary>Source rows of a target pixel.</summary>
        internal required int TapRows { get; init; }

        /// <summary>Chunks of a target pixel.</summary>
        internal required int ChunkCount { get; init; }

        /// <summary>Where each target pixel comes from; at most <see cref="MaxCount"/>.</summary>
        internal required ReadOnlySpan<WarpSample> Samples { get; init; }

        /// <summary>[phase][row] weights.</summary>
        internal required ReadOnlySpan<int> RowWeights { get; init; }

        /// <summary>[phase][chunk][lane] weights.</summary>
        internal required ReadOnlySpan<int> ColumnWeights { get; init; }

        /// <summary>The target pixels.</summary>
        internal required Span<byte> Target { get; init; }
    }
}
