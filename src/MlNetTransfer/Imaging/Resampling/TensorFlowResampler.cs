using System.Runtime.CompilerServices;

namespace MlNetTransfer.Imaging.Resampling;

/// <summary>TensorFlow 1's <c>resize_bilinear</c> without align_corners and half_pixel_centers, in 32-bit floats as there.</summary>
/// <remarks>
/// Source position of output i: i x (source size / output size); the samples at its floor and one further (at most the last) are mixed.
/// Columns are mixed first, then rows. TensorFlow returns floats; here they are rounded to bytes, halves up: at most 0.5 grey levels away.
/// Source: TensorFlow, core/kernels/image/resize_bilinear_op.cc and image_resizer_state.h (the "legacy" scaler).
/// </remarks>
internal static class TensorFlowResampler
{
    private const int C = Image.ChannelCount;

    /// <summary>Resizes a part of a picture.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="window">What is wanted.</param>
    /// <param name="destination">Written row by row.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Resize(Image source, ResizeWindow window, Span<byte> destination, int stride)
    {
        PixelRectangle region = window.RegionOf(source);
        (int[] lefts, float[] mixes) = Positions(region.Width, window.FullWidth, window.Left, window.Width);
        (int[] tops, float[] rowMixes) = Positions(region.Height, window.FullHeight, window.Top, window.Height);
        for (int y = 0; y < window.Height; y++)
        {
            ReadOnlySpan<byte> top = source.Row(region.Top + tops[y])[(region.Left * C)..];
            ReadOnlySpan<byte> bottom = source.Row(region.Top + Math.Min(tops[y] + 1, region.Height - 1))[(region.Left * C)..];
            Span<byte> row = destination.Slice(y * stride, window.Width * C);
            float rowMix = rowMixes[y];
            for (int x = 0; x < lefts.Length; x++)
            {
                int left = lefts[x] * C;
                int right = Math.Min(lefts[x] + 1, region.Width - 1) * C;
                float mix = mixes[x];
                for (int c = 0; c < C; c++)
                {
                    float above = Mix(top[left + c], top[right + c], mix);
                    float below = Mix(bottom[left + c], bottom[right + c], mix);
                    row[(x * C) + c] = (byte)(Mix(above, below, rowMix) + 0.5f);
                }
            }
        }
    }

    private static float Mix(float first, float second, float share) => first + ((second - first) * share);

    private static (int[] Floors, float[] Shares) Positions(int sourceSize, int outputSize, int first, int count)
    {
        float scale = sourceSize / (float)outputSize;
        int[] floors = new int[count];
        float[] shares = new float[count];
        for (int i = 0; i < count; i++)
        {
            float position = (first + i) * scale;
            floors[i] = Math.Min((int)position, sourceSize - 1);
            shares[i] = position - (int)position;
        }

        return (floors, shares);
    }
}
