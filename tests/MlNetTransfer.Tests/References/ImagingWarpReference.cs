using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Warping;

namespace MlNetTransfer.Tests.References;

/// <summary>An antialiased affine warp straight from its definition, in double precision and without rounding.</summary>
internal static class ImagingWarpReference
{
    /// <summary>One channel of one target pixel.</summary>
    public static double Sample(Image source, AffineMap map, WarpSettings settings, (int X, int Y, int Channel) at)
    {
        (double u, double v) = map.Of(at.X + 0.5, at.Y + 0.5);
        bool antialias = settings.Interpolation != Interpolation.TensorFlowBilinear;
        double scaleX = antialias ? Math.Max(1, Math.Sqrt((map.Xx * map.Xx) + (map.Xy * map.Xy))) : 1;
        double scaleY = antialias ? Math.Max(1, Math.Sqrt((map.Yx * map.Yx) + (map.Yy * map.Yy))) : 1;
        PixelRectangle region = settings.Region ?? new PixelRectangle(0, 0, source.Width, source.Height);
        double sum = 0;
        double total = 0;
        double reach = settings.Interpolation == Interpolation.Bicubic ? 2 : 1;
        for (int y = (int)Math.Floor(v - (reach * scaleY)) - 1; y <= v + (reach * scaleY) + 1; y++)
        {
            for (int x = (int)Math.Floor(u - (reach * scaleX)) - 1; x <= u + (reach * scaleX) + 1; x++)
            {
                double weight = Filter((x + 0.5 - u) / scaleX, settings.Interpolation) * Filter((y + 0.5 - v) / scaleY, settings.Interpolation);
                sum += weight * Pixel(source, region, settings, (x, y, at.Channel));
                total += weight;
            }
        }

        return Math.Clamp(sum / total, 0, 255);
    }

    private static double Pixel(Image source, PixelRectangle region, WarpSettings settings, (int X, int Y, int Channel) at)
    {
        int x = Place(at.X - region.Left, region.Width, settings.Border);
        int y = Place(at.Y - region.Top, region.Height, settings.Border);
        byte[] color = [settings.Color.Red, settings.Color.Green, settings.Color.Blue];
        return x < 0 || y < 0 ? color[at.Channel] : source.Row(region.Top + y)[((region.Left + x) * 3) + at.Channel];
    }

    /// <summary>Walks back and forth from the edge, one sample at a time.</summary>
    private static int Place(int i, int size, BorderFill border)
    {
        if (i >= 0 && i < size)
        {
            return i;
        }

        if (border == BorderFill.Color)
        {
            return -1;
        }

        while (border == BorderFill.Reflect && (i < 0 || i >= size))
        {
            i = i < 0 ? -1 - i : (2 * size) - 1 - i;
        }

        return Math.Clamp(i, 0, size - 1);
    }

    private static double Filter(double x, Interpolation interpolation)
    {
        x = Math.Abs(x);
        if (interpolation != Interpolation.Bicubic)
        {
            return x < 1 ? 1 - x : 0;
        }

        // Keys 1981 with a = -1/2.
        return x < 1 ? (1.5 * x * x * x) - (2.5 * x * x) + 1 : x < 2 ? (-0.5 * x * x * x) + (2.5 * x * x) - (4 * x) + 2 : 0;
    }
}
