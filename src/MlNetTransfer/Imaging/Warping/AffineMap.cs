namespace MlNetTransfer.Imaging.Warping;

/// <summary>Maps points to points: (x, y) to (Xx x + Xy y + X0, Yx x + Yy y + Y0). Pixel i covers i to i + 1; its centre is i + 0.5.</summary>
/// <param name="Xx">Change of x' with x.</param>
/// <param name="Xy">Change of x' with y.</param>
/// <param name="X0">x' of the origin.</param>
/// <param name="Yx">Change of y' with x.</param>
/// <param name="Yy">Change of y' with y.</param>
/// <param name="Y0">y' of the origin.</param>
internal readonly record struct AffineMap(double Xx, double Xy, double X0, double Yx, double Yy, double Y0)
{
    private const double DegreesPerRadian = 180 / Math.PI;

    /// <summary>Leaves points where they are.</summary>
    internal static AffineMap Identity => new(1, 0, 0, 0, 1, 0);

    /// <summary>How far x' moves for a step of one pixel in the worst direction: the width of a pixel's footprint along x'.</summary>
    internal double ScaleX => Math.Sqrt((Xx * Xx) + (Xy * Xy));

    /// <summary>The width of a pixel's footprint along y'.</summary>
    internal double ScaleY => Math.Sqrt((Yx * Yx) + (Yy * Yy));

    /// <summary>Stretches each axis, then moves.</summary>
    internal static AffineMap Scaling(double scaleX, double scaleY, double x0 = 0, double y0 = 0) => new(scaleX, 0, x0, 0, scaleY, y0);

    /// <summary>Turns counter-clockwise as seen on a screen (y downwards).</summary>
    internal static AffineMap Rotation(double degrees)
    {
        double radians = degrees / DegreesPerRadian;
        double cosine = Math.Cos(radians);
        double sine = Math.Sin(radians);
        return new AffineMap(cosine, sine, 0, -sine, cosine, 0);
    }

    /// <summary>Leans vertical lines by an angle, then horizontal ones: x' = x + tan(a) y, y' = y + tan(b) x'.</summary>
    internal static AffineMap Shear(double horizontalDegrees, double verticalDegrees) =>
        new AffineMap(1, Math.Tan(horizontalDegrees / DegreesPerRadian), 0, 0, 1, 0)
            .Then(new AffineMap(1, 0, 0, Math.Tan(verticalDegrees / DegreesPerRadian), 1, 0));

    /// <summary>This map, then another one.</summary>
    internal AffineMap Then(in AffineMap next) => new(
        (next.Xx * Xx) + (next.Xy * Yx),
        (next.Xx * Xy) + (next.Xy * Yy),
        (next.Xx * X0) + (next.Xy * Y0) + next.X0,
        (next.Yx * Xx) + (next.Yy * Yx),
        (next.Yx * Xy) + (next.Yy * Yy),
        (next.Yx * X0) + (next.Yy * Y0) + next.Y0);

    /// <summary>The same map with another point as the origin.</summary>
    internal AffineMap Around(double x, double y) => Scaling(1, 1, -x, -y).Then(this).Then(Scaling(1, 1, x, y));

    /// <summary>The map that undoes this one.</summary>
    /// <exception cref="ArgumentException">The map flattens the plane.</exception>
    internal AffineMap Invert()
    {
        double determinant = (Xx * Yy) - (Xy * Yx);
        if (!(Math.Abs(determinant) > 0) || !double.IsFinite(determinant))
        {
            throw new ArgumentException(Text.Of($"The map {this} has the determinant {determinant}, expected a finite one other than 0."));
        }

        AffineMap linear = new(Yy / determinant, -Xy / determinant, 0, -Yx / determinant, Xx / determinant, 0);
        (double x, double y) = linear.Of(X0, Y0);
        return linear with { X0 = -x, Y0 = -y };
    }

    /// <summary>Maps a point.</summary>
    internal (double X, double Y) Of(double x, double y) => ((Xx * x) + (Xy * y) + X0, (Yx * x) + (Yy * y) + Y0);
}
