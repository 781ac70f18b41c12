using System.Buffers;
using MlNetTransfer.Imaging.Resampling;
using MlNetTransfer.Imaging.Warping;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Adjustments;

/// <summary>Blur and sharpness: each pixel becomes a weighted sum of its neighbours.</summary>
/// <remarks>
/// A neighbour is a fixed number of bytes away, so that a filter is a sum of shifted copies of a row: the vertical resampler's kernel with other offsets.
/// Weights have 22 bits after the point and sum to 1. Outside is the picture mirrored, the edge's pixels twice.
/// </remarks>
internal static class SpatialFilter
{
    private const int C = Image.ChannelCount;
    private const int SharpnessReach = 1;
    private const double SmoothCenter = 5.0 / 13;
    private const double SmoothNeighbor = 1.0 / 13;

    /// <summary>Gaussian blur; the window ends at three deviations.</summary>
    /// <param name="pixels">RGB, changed in place.</param>
    /// <param name="width">Columns.</param>
    /// <param name="sigma">Standard deviation in pixels, above 0.</param>
    internal static void Blur(Span<byte> pixels, int width, double sigma)
    {
        int reach = (int)Math.Ceiling(3 * sigma);
        double[] line = new double[(2 * reach) + 1];
        for (int i = 0; i < line.Length; i++)
        {
            double distance = (i - reach) / sigma;
            line[i] = Math.Exp(-0.5 * distance * distance);
        }

        Run(pixels, width, line, (reach, 0));
        Run(pixels, width, line, (0, reach));
    }

    /// <summary>Pillow's sharpness: away from (above 1) or towards (below 1) the picture smoothed by (1 1 1; 1 5 1; 1 1 1) / 13.</summary>
    /// <param name="pixels">RGB, changed in place.</param>
    /// <param name="width">Columns.</param>
    /// <param name="factor">0 is smooth, 1 changes nothing.</param>
    internal static void Sharpen(Span<byte> pixels, int width, double factor)
    {
        double[] square = new double[9];
        Array.Fill(square, (1 - factor) * SmoothNeighbor);
        square[4] = factor + ((1 - factor) * SmoothCenter);
        Run(pixels, width, square, (SharpnessReach, SharpnessReach));
    }

    private static void Run(Span<byte> pixels, int width, ReadOnlySpan<double> taps, (int X, int Y) reach)
    {
        int height = pixels.Length / (width * C);
        int columns = (2 * reach.X) + 1;
        int targetSize = Align(width * C);
        int stride = Align((width + (2 * reach.X)) * C + targetSize - (width * C));
        byte[] padded = ArrayPool<byte>.Shared.Rent((height + (2 * reach.Y)) * stride);
        byte[] row = ArrayPool<byte>.Shared.Rent(targetSize);
        int[] weights = ToFixedPoint(taps);
        int[] offsets = new int[taps.Length];
        Pad(pixels, width, reach, (padded, stride));
        for (int y = 0; y < height; y++)
        {
            for (int t = 0; t < offsets.Length; t++)
            {
                offsets[t] = ((y + (t / columns)) * stride) + (t % columns * C);
            }

            ResampleColumnsKernel.Args args = new() { Rows = padded, RowOffsets = offsets, Weights = weights, Target = row.AsSpan(0, targetSize) };
            ResampleDispatch.Run<ResampleColumnsKernel, ResampleColumnsKernel.Args>(ResampleDispatch.WidestLaneCount, in args);
            row.AsSpan(0, width * C).CopyTo(pixels[(y * width * C)..]);
        }

        ArrayPool<byte>.Shared.Return(padded);
        ArrayPool<byte>.Shared.Return(row);
    }

    private static int Align(int size) => (size + ResampleColumnsKernel.RowAlignment - 1) / ResampleColumnsKernel.RowAlignment * ResampleColumnsKernel.RowAlignment;

    private static void Pad(ReadOnlySpan<byte> pixels, int width, (int X, int Y) reach, (byte[] Bytes, int Stride) padded)
    {
        int height = pixels.Length / (width * C);
        for (int y = -reach.Y; y < height + reach.Y; y++)
        {
            ReadOnlySpan<byte> source = pixels.Slice(BorderIndex.Reflect(y, height) * width * C, width * C);
            Span<byte> target = padded.Bytes.AsSpan((y + reach.Y) * padded.Stride, padded.Stride);
            source.CopyTo(target[(reach.X * C)..]);
            for (int x = 1; x <= reach.X; x++)
            {
                source.Slice(BorderIndex.Reflect(-x, width) * C, C).CopyTo(target[((reach.X - x) * C)..]);
                source.Slice(BorderIndex.Reflect(width - 1 + x, width) * C, C).CopyTo(target[((reach.X + width - 1 + x) * C)..]);
            }
        }
    }

    private static int[] ToFixedPoint(ReadOnlySpan<double> taps)
    {
        double sum = 0;
        foreach (double tap in taps)
        {
            sum += tap;
        }

        const int One = 1 << ResampleFixedPoint.Bits;
        int[] weights = new int[taps.Length];
        int rest = One;
        for (int i = 0; i < taps.Length; i++)
        {
            weights[i] = (int)Math.Round(taps[i] / sum * One);
            rest -= weights[i];
        }

        weights[taps.Length / 2] += rest;
        return weights;
    }
}
