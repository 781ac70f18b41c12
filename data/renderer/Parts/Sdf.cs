using System.Numerics;

namespace PartsRenderer.Parts;

/// <summary>Signed distances to simple solids, negative inside, and their combinations (Hart 1996, "Sphere tracing").</summary>
/// <remarks>Lengths are in the part's own units; solids are centred on the origin, axes along Y.</remarks>
internal static class Sdf
{
    /// <summary>A cylinder with rounded rims.</summary>
    public static float Cylinder(Vector3 p, float radius, float halfHeight, float rounding = 0)
    {
        float radial = Length(p.X, p.Z) - radius + rounding;
        float axial = MathF.Abs(p.Y) - halfHeight + rounding;
        return Corner(radial, axial) - rounding;
    }

    /// <summary>A box with rounded edges.</summary>
    public static float Box(Vector3 p, Vector3 half, float rounding = 0)
    {
        Vector3 q = Vector3.Abs(p) - half + new Vector3(rounding);
        float inside = MathF.Min(MathF.Max(q.X, MathF.Max(q.Y, q.Z)), 0);
        return Vector3.Max(q, Vector3.Zero).Length() + inside - rounding;
    }

    /// <summary>A prism over a regular polygon; the radius is that of the inscribed circle.</summary>
    public static float Prism(Vector3 p, int sides, float inradius, float halfHeight, float rounding = 0)
    {
        float sector = 2 * MathF.PI / sides;
        float angle = MathF.Atan2(p.Z, p.X);
        angle -= sector * MathF.Round(angle / sector);
        float rho = Length(p.X, p.Z);
        float across = (rho * MathF.Cos(angle)) - inradius + rounding;
        return Corner(across, MathF.Abs(p.Y) - halfHeight + rounding) - rounding;
    }

    /// <summary>A ring with a round cross-section.</summary>
    public static float Torus(Vector3 p, float ringRadius, float tubeRadius) =>
        Length(Length(p.X, p.Z) - ringRadius, p.Y) - tubeRadius;

    /// <summary>A stick with round ends.</summary>
    public static float Capsule(Vector3 p, Vector3 a, Vector3 b, float radius)
    {
        Vector3 along = b - a;
        float t = Math.Clamp(Vector3.Dot(p - a, along) / along.LengthSquared(), 0, 1);
        return (p - a - (along * t)).Length() - radius;
    }

    /// <summary>A cone's outside about Y: positive outside of the surface that has a radius at height 0 and shrinks by a slope per unit of Y.</summary>
    public static float Cone(Vector3 p, float radiusAtZero, float slope) =>
        (Length(p.X, p.Z) - radiusAtZero + (slope * p.Y)) / MathF.Sqrt(1 + (slope * slope));

    /// <summary>What is in either solid, blended over a width.</summary>
    public static float Blend(float a, float b, float width)
    {
        float h = MathF.Max(width - MathF.Abs(a - b), 0) / width;
        return MathF.Min(a, b) - (h * h * width * 0.25f);
    }

    /// <summary>A triangle wave: period 1, values -1 to 1.</summary>
    public static float Triangle(float t) => (4 * MathF.Abs(t - MathF.Floor(t + 0.5f))) - 1;

    /// <summary>Length of a plane vector.</summary>
    public static float Length(float x, float y) => MathF.Sqrt((x * x) + (y * y));

    /// <summary>A cylinder with a helical thread; pitch is the height of one turn.</summary>
    public static float Thread(Vector3 p, float radius, float depth, float pitch)
    {
        float turn = MathF.Atan2(p.Z, p.X) / (2 * MathF.PI);
        return Length(p.X, p.Z) - radius + (depth * (0.5f - (0.5f * Triangle((p.Y / pitch) - turn))));
    }

    private static float Corner(float a, float b) =>
        MathF.Min(MathF.Max(a, b), 0) + Length(MathF.Max(a, 0), MathF.Max(b, 0));
}
