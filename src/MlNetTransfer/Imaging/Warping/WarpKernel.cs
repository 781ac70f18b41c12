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
    internal const int MaxCount = 16;

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
        ReadOnlySpan<WarpSample> samples = args.Samples;
        int limit = args.Source.Length - ((args.TapRows - 1) * args.Stride) - ((args.ChunkCount - 1) * ChunkBytes) - ChunkSize;
        ref byte source = ref MemoryMarshal.GetReference(args.Source);
        ref int target = ref MemoryMarshal.GetReference(products);
        ref int columnWeights = ref MemoryMarshal.GetReference(args.ColumnWeights);
        for (int i = 0; i < samples.Length; i++)
        {
            WarpSample sample = samples[i];
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)sample.Offset, (uint)limit);
            ReadOnlySpan<int> rowWeights = args.RowWeights.Slice(sample.RowPhase * args.TapRows, args.TapRows);
            for (int part = 0; part < ChunkSize; part += TLanes.Count)
            {
                TLanes total = TLanes.Broadcast(0);
                for (int chunk = 0; chunk < args.ChunkCount; chunk++)
                {
                    nuint at = (nuint)(sample.Offset + (chunk * ChunkBytes) + part);
                    TLanes sum = TLanes.Broadcast(RowHalf);
                    foreach (int weight in rowWeights)
                    {
                        sum = TLanes.MultiplyAdd(TLanes.LoadBytes(ref source, at), TLanes.Broadcast(weight), sum);
                        at += (nuint)args.Stride;
                    }

                    nuint weights = (nuint)((((sample.ColumnPhase * args.ChunkCount) + chunk) * ChunkSize) + part);
                    total = TLanes.MultiplyAdd(TLanes.ShiftRight(sum, RowShift), TLanes.Load(ref columnWeights, weights), total);
                }

                TLanes.Store(total, ref target, (nuint)((i * ChunkSize) + part));
            }
        }

        AddColors(products, samples.Length, args.Target);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddColors(ReadOnlySpan<int> products, int count, Span<byte> target)
    {
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<int> p = products.Slice(i * ChunkSize, ChunkSize);
            Span<byte> pixel = target.Slice(i * C, C);
            pixel[0] = ToByte(p[0] + p[3] + p[6] + p[9] + p[12]);
            pixel[1] = ToByte(p[1] + p[4] + p[7] + p[10] + p[13]);
            pixel[2] = ToByte(p[2] + p[5] + p[8] + p[11] + p[14]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte ToByte(int sum) => (byte)Math.Clamp((sum + ResampleFixedPoint.Half) >> ResampleFixedPoint.Bits, 0, 255);

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
