using System.Numerics;

namespace PartsRenderer.Lighting;

/// <summary>A distant rectangular lamp: it lights surfaces, casts soft shadows, and is seen in reflections.</summary>
/// <param name="Direction">Unit vector towards the lamp.</param>
/// <param name="Color">Linear irradiance on a surface that faces it.</param>
/// <param name="Size">Half extent as a tangent of angle, along the horizon and upwards.</param>
internal readonly record struct Light(Vector3 Direction, Vector3 Color, Vector2 Size)
{
    /// <summary>Brightness of the lamp's mirror image in a direction, spread out by roughness.</summary>
    public Vector3 Reflection(Vector3 direction, float roughness)
    {
        float toward = Vector3.Dot(direction, Direction);
        if (toward <= 0.05f)
        {
            return Vector3.Zero;
        }

        Vector3 side = Vector3.Normalize(Vector3.Cross(Direction, new Vector3(0.03f, 1, 0.02f)));
        Vector3 up = Vector3.Cross(side, Direction);
        float u = MathF.Abs(Vector3.Dot(direction, side)) / toward;
        float v = MathF.Abs(Vector3.Dot(direction, up)) / toward;
        float blur = 0.02f + (1.1f * roughness * roughness);
        float seen = Edge(u, Size.X, blur) * Edge(v, Size.Y, blur);
        float spread = Size.X * Size.Y / ((Size.X + blur) * (Size.Y + blur));
        return Color * (seen * spread / (1.5f * ((Size.X * Size.Y) + 0.02f)));
    }

    private static float Edge(float at, float half, float blur)
    {
        float t = Math.Clamp((half + blur - at) / (2 * blur), 0, 1);
        return t * t * (3 - (2 * t));
    }
}
