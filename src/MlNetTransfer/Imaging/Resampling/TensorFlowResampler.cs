using System.Runtime.CompilerServices;

namespace MlNetTransfer.Imaging.Resampling;

/// <summary>TensorFlow 1's <c>resize_bilinear</c> without align_corners and half_pixel_centers, in 32-bit floats as there.</summary>
/// <remarks>
/// Source position of output i: i x (source size / output size); the samples at its floor and one further (at most the last) are mixed.
/// Columns are mixed first, then rows. TensorFlow returns floats; so does one form here, the other rounds them to bytes, halves up: at most 0.5 grey levels away.
/// Source: TensorFlow, core/kernels/image/resize_bilinear_op.cc and image_resizer_state.h (the "legacy" scaler).
/// </remarks>
internal static class TensorFlowResampler
{
    private const int C = Image.ChannelCount;

    /// <summary>Resizes a part of a picture to bytes.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="window">What is wanted.</param>
    /// <param name="destination">Written row by row.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Resize(Image source, ResizeWindow window, Span<byte> destination, int stride)
    {
        PixelRectangle region = window.RegionOf(source);
        float[] mixed = new float[window.Width * C];
        (int[] Floors, float[] Shares) columns = Positions(region.Width, window.FullWidth, window.Left, window.Width);
        (int[] tops, float[] shares) = Positions(region.Height, window.FullHeight, window.Top, window.Height);
        for (int y = 0; y < window.Height; y++)
        {
            MixRow(source, region, columns, (tops[y], shares[y]), mixed);
            Span<byte> row = destination.Slice(y * stride, mixed.Length);
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = (byte)(mixed[i] + 0.5f);
            }
        }
    }

    /// <summary>Resizes a whole picture to floats, 0 to 255, as TensorFlow returns them.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="width">Columns wanted.</param>
    /// <param name="height">Rows wanted.</param>
    /// <param name="destination">[row][column][R, G, B].</param>
    internal static void Resize(Image source, int width, int height, Span<float> destination)
    {
        PixelRectangle region = ResizeWindow.Whole(width, height).RegionOf(source);
        (int[] Floors, float[] Shares) columns = Positions(source.Width, width, 0, width);
        (int[] tops, float[] shares) = Positions(source.Height, height, 0, height);
        for (int y = 0; y < height; y++)
        {
            MixRow(source, region, columns, (tops[y], shares[y]), destination.Slice(y * width * C, width * C));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MixRow(Image source, PixelRectangle region, (int[] Floors, float[] Shares) columns, (int Floor, float Share) position, Span<float> row)
    {
        ReadOnlySpan<byte> top = source.Row(region.Top + position.Floor)[(region.Left * C)..];
        ReadOnlySpan<byte> bottom = source.Row(region.Top + Math.Min(position.Floor + 1, region.Height - 1))[(region.Left * C)..];
        for (int x = 0; x < columns.Floors.Length; x++)
        {
            int left = columns.Floors[x] * C;
            int right = Math.Min(columns.Floors[x] + 1, region.Width - 1) * C;
            float mix = columns.Shares[x];
            for (int c = 0; c < C; c++)
            {
                float above = Mix(top[left + c], top[right + c], mix);
                float below = Mix(bottom[left + c], bottom[right + c], mix);
                row[(x * C) + c] = Mix(above, below, position.Share);
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
