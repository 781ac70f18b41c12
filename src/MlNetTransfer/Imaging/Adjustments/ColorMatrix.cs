using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Adjustments;

/// <summary>An affine map of colours: three rows of (red, green, blue, offset). Colour adjustments are composed into one, then applied in one pass.</summary>
/// <remarks>
/// Values are clamped and rounded once, at the end. Luma is 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), as in Pillow's grey.
/// Hue turns the plane of equal luma in YIQ coordinates, so that greys and luma stay.
/// </remarks>
internal sealed class ColorMatrix
{
    private const int C = Image.ChannelCount;
    private const int RowSize = 4;
    private const double RedShare = 0.299;
    private const double GreenShare = 0.587;
    private const double BlueShare = 0.114;
    private const double DegreesPerRadian = 180 / Math.PI;

    private readonly double[] _values;

    private ColorMatrix(double[] values) => _values = values;

    /// <summary>Leaves colours as they are.</summary>
    internal static ColorMatrix Identity { get; } = new([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);

    /// <summary>An element, row by row.</summary>
    internal double this[int row, int column] => _values[(row * RowSize) + column];

    /// <summary>Multiplies all values.</summary>
    internal static ColorMatrix Brightness(double factor) => Blend(factor, 0);

    /// <summary>Moves all values away from (above 1) or towards (below 1) a level.</summary>
    internal static ColorMatrix Contrast(double factor, double level) => Blend(factor, (1 - factor) * level);

    /// <summary>Moves colours away from (above 1) or towards (below 1) the grey of their luma; 0 is grey.</summary>
    internal static ColorMatrix Saturation(double factor)
    {
        double rest = 1 - factor;
        (double r, double g, double b) = (rest * RedShare, rest * GreenShare, rest * BlueShare);
        return new([r + factor, g, b, 0, r, g + factor, b, 0, r, g, b + factor, 0]);
    }

    /// <summary>Turns hues by an angle; 120 takes red about to green.</summary>
    internal static ColorMatrix Hue(double degrees)
    {
        double cosine = Math.Cos(degrees / DegreesPerRadian);
        double sine = Math.Sin(degrees / DegreesPerRadian);

        // FCC 1953: I and Q as sums of R, G, B; the way back is the inverse of the whole.
        ColorMatrix toYiq = new([RedShare, GreenShare, BlueShare, 0, 0.5959, -0.2746, -0.3213, 0, 0.2115, -0.5227, 0.3112, 0]);
        ColorMatrix turn = new([1, 0, 0, 0, 0, cosine, sine, 0, 0, -sine, cosine, 0]);
        return toYiq.Then(turn).Then(toYiq.InvertLinear());
    }

    /// <summary>Luma of a colour.</summary>
    internal static double Luma(double red, double green, double blue) => (RedShare * red) + (GreenShare * green) + (BlueShare * blue);

    /// <summary>Luma of what this map makes of a colour.</summary>
    internal double LumaOf(double red, double green, double blue) =>
        Luma(Row(0, red, green, blue), Row(1, red, green, blue), Row(2, red, green, blue));

    /// <summary>This map, then another.</summary>
    internal ColorMatrix Then(ColorMatrix next)
    {
        double[] values = new double[C * RowSize];
        for (int r = 0; r < C; r++)
        {
            for (int c = 0; c < RowSize; c++)
            {
                values[(r * RowSize) + c] = (next[r, 0] * this[0, c]) + (next[r, 1] * this[1, c]) + (next[r, 2] * this[2, c]) + (c == C ? next[r, C] : 0);
            }
        }

        return new ColorMatrix(values);
    }

    /// <summary>Maps all pixels.</summary>
    /// <param name="pixels">RGB, changed in place.</param>
    /// <param name="laneCount">Width of the vectors; 0 takes the machine's widest.</param>
    internal void Apply(Span<byte> pixels, int laneCount = 0)
    {
        Span<int> weights = stackalloc int[ColorMatrixKernel.WeightCount];
        Span<int> offsets = stackalloc int[ColorMatrixKernel.Period];
        ColorMatrixKernel.Spread(this, weights, offsets);
        Span<byte> source = stackalloc byte[ColorMatrixKernel.BlockSize + (2 * ColorMatrixKernel.Margin)];
        Span<byte> target = stackalloc byte[ColorMatrixKernel.BlockSize];
        source.Clear();
        int lanes = laneCount == 0 ? ResampleDispatch.WidestLaneCount : laneCount;
        while (!pixels.IsEmpty)
        {
            Span<byte> part = pixels[..Math.Min(pixels.Length, ColorMatrixKernel.BlockSize)];
            part.CopyTo(source[ColorMatrixKernel.Margin..]);
            ColorMatrixKernel.Args args = new() { Source = source, Target = target, Weights = weights, Offsets = offsets };
            ResampleDispatch.Run<ColorMatrixKernel, ColorMatrixKernel.Args>(lanes, in args);
            target[..part.Length].CopyTo(part);
            pixels = pixels[part.Length..];
        }
    }

    /// <summary>Means of the channels.</summary>
    internal static (double Red, double Green, double Blue) Means(ReadOnlySpan<byte> pixels)
    {
        long red = 0;
        long green = 0;
        long blue = 0;
        for (ReadOnlySpan<byte> rest = pixels; rest.Length >= C; rest = rest[C..])
        {
            red += rest[0];
            green += rest[1];
            blue += rest[2];
        }

        double count = Math.Max(pixels.Length / C, 1);
        return (red / count, green / count, blue / count);
    }

    private static ColorMatrix Blend(double factor, double offset) => new([factor, 0, 0, offset, 0, factor, 0, offset, 0, 0, factor, offset]);

    private double Row(int row, double red, double green, double blue) =>
        (this[row, 0] * red) + (this[row, 1] * green) + (this[row, 2] * blue) + this[row, C];

    /// <summary>The inverse of the linear part, by cofactors.</summary>
    private ColorMatrix InvertLinear()
    {
        double[] values = new double[C * RowSize];
        double determinant = 0;
        for (int r = 0; r < C; r++)
        {
            for (int c = 0; c < C; c++)
            {
                // Cyclic indices give the cofactor its sign.
                (int r1, int r2, int c1, int c2) = ((c + 1) % C, (c + 2) % C, (r + 1) % C, (r + 2) % C);
                values[(r * RowSize) + c] = (this[r1, c1] * this[r2, c2]) - (this[r1, c2] * this[r2, c1]);
            }
        }

        for (int c = 0; c < C; c++)
        {
            determinant += this[0, c] * values[c * RowSize];
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] /= determinant;
        }

        return new ColorMatrix(values);
    }
}
