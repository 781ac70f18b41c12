using MlNetTransfer.Imaging;

namespace MlNetTransfer.Tests.References;

/// <summary>Slow resizing in double precision, straight from the formulas.</summary>
internal static class ImagingResizeReference
{
    /// <summary>Antialiased filter over each axis, rounded to bytes after each.</summary>
    public static Image Resize(Image source, int width, int height, Interpolation interpolation)
    {
        Image narrow = new(width, source.Height);
        for (int y = 0; y < source.Height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                for (int c = 0; c < 3; c++)
                {
                    narrow.Row(y)[(x * 3) + c] = Sample(i => source.Row(y)[(i * 3) + c], source.Width, width, x, interpolation);
                }
            }
        }

        Image result = new(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int i = 0; i < width * 3; i++)
            {
                result.Row(y)[i] = Sample(r => narrow.Row(r)[i], source.Height, height, y, interpolation);
            }
        }

        return result;
    }

    /// <summary>TensorFlow's legacy sampling in double precision, not rounded.</summary>
    public static double TensorFlow(Image source, double x, double y, int c)
    {
        int left = (int)Math.Floor(x);
        int top = (int)Math.Floor(y);
        double At(int column, int row) => source.Row(Math.Min(row, source.Height - 1))[(Math.Min(column, source.Width - 1) * 3) + c];
        double above = ((1 - (x - left)) * At(left, top)) + ((x - left) * At(left + 1, top));
        double below = ((1 - (x - left)) * At(left, top + 1)) + ((x - left) * At(left + 1, top + 1));
        return ((1 - (y - top)) * above) + ((y - top) * below);
    }

    private static byte Sample(Func<int, byte> source, int sourceSize, int size, int index, Interpolation interpolation)
    {
        double scale = (double)sourceSize / size;
        double stretch = Math.Max(1, scale);
        double center = (index + 0.5) * scale;
        double reach = stretch * (interpolation == Interpolation.Bicubic ? 2 : 1);
        double sum = 0;
        double total = 0;
        for (int i = Math.Max(0, (int)(center - reach + 0.5)); i < Math.Min(sourceSize, (int)(center + reach + 0.5)); i++)
        {
            double weight = Filter((i + 0.5 - center) / stretch, interpolation);
            sum += weight * source(i);
            total += weight;
        }

        return (byte)Math.Clamp(Math.Floor((sum / total) + 0.5), 0, 255);
    }

    private static double Filter(double x, Interpolation interpolation)
    {
        x = Math.Abs(x);
        if (interpolation == Interpolation.Bilinear)
        {
            return Math.Max(0, 1 - x);
        }

        return x switch
        {
            < 1 => (1.5 * x * x * x) - (2.5 * x * x) + 1,
            < 2 => (-0.5 * x * x * x) + (2.5 * x * x) - (4 * x) + 2,
            _ => 0,
        };
    }
}
