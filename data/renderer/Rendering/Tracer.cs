using System.Numerics;

namespace PartsRenderer.Rendering;

/// <summary>Sphere tracing of a scene (Hart 1996): hits, normals, soft shadows and ambient occlusion.</summary>
internal sealed class Tracer(IReadOnlyList<PlacedPart> parts)
{
    private const int StepCount = 110;
    private const int ShadowStepCount = 26;

    /// <summary>Nearest part along a ray, before a distance.</summary>
    /// <returns>The part and the distance; a null part when nothing is hit.</returns>
    public (PlacedPart? Part, float Distance) Hit(Vector3 origin, Vector3 direction, float limit)
    {
        PlacedPart? found = null;
        foreach (PlacedPart part in parts)
        {
            if (!Enter(part, origin, direction, out float near, out float far))
            {
                continue;
            }

            float t = MathF.Max(near, 0);
            float end = MathF.Min(far, limit);
            for (int step = 0; step < StepCount && t < end; step++)
            {
                float d = part.Distance(origin + (direction * t));
                if (d < 0.0006f + (0.0001f * t))
                {
                    (found, limit) = (part, t);
                    break;
                }

                t += d * part.Part.SafeStep;
            }
        }

        return (found, limit);
    }

    /// <summary>Unit normal of a part's surface, with the material's relief.</summary>
    public static Vector3 Normal(PlacedPart part, Vector3 p)
    {
        const float step = 0.0012f;
        Vector3 sum = Vector3.Zero;
        foreach (Vector3 corner in (ReadOnlySpan<Vector3>)[new(1, -1, -1), new(-1, -1, 1), new(-1, 1, -1), new(1, 1, 1)])
        {
            Vector3 q = p + (corner * step);
            Vector3 local = part.ToPart(q);
            sum += corner * (part.Distance(q) - part.Material.Relief(local));
        }

        float length = sum.Length();
        return length > 0 ? sum / length : Vector3.UnitY;
    }

    /// <summary>Share of a lamp that is seen from a point, 0 to 1.</summary>
    /// <param name="origin">The point.</param>
    /// <param name="direction">Towards the lamp's centre.</param>
    /// <param name="size">Tangent of the lamp's half extent.</param>
    public float Visible(Vector3 origin, Vector3 direction, float size)
    {
        float seen = 1;
        foreach (PlacedPart part in parts)
        {
            if (!Enter(part, origin, direction, out float near, out float far, size))
            {
                continue;
            }

            float t = MathF.Max(near, 0.015f);
            for (int step = 0; step < ShadowStepCount && t < far; step++)
            {
                float d = part.Distance(origin + (direction * t));
                seen = MathF.Min(seen, 0.5f + (0.5f * d / (size * t)));
                if (seen <= 0)
                {
                    return 0;
                }

                t += Math.Clamp(MathF.Abs(d) * part.Part.SafeStep, 0.03f, 0.35f);
            }
        }

        return seen * seen * (3 - (2 * seen));
    }

    /// <summary>Share of the surroundings that is open at a point, 0 to 1, from distances along the normal (Evans 2006).</summary>
    public float Open(Vector3 p, Vector3 normal)
    {
        float blocked = 0;
        float weight = 1;
        for (int i = 1; i <= 4; i++)
        {
            float h = 0.06f * i;
            Vector3 q = p + (normal * h);
            float d = MathF.Max(q.Y, 0);
            foreach (PlacedPart part in parts)
            {
                if ((q - part.Center).Length() < part.Radius + h)
                {
                    d = MathF.Min(d, part.Distance(q));
                }
            }

            blocked += MathF.Max(h - d, 0) / h * weight * 0.42f;
            weight *= 0.75f;
        }

        return Math.Clamp(1 - blocked, 0.1f, 1);
    }

    private static bool Enter(PlacedPart part, Vector3 origin, Vector3 direction, out float near, out float far, float widening = 0)
    {
        Vector3 to = part.Center - origin;
        float middle = Vector3.Dot(to, direction);
        float radius = part.Radius + (widening * MathF.Max(middle, 0));
        float inside = (radius * radius) - (to.LengthSquared() - (middle * middle));
        float half = MathF.Sqrt(MathF.Max(inside, 0));
        (near, far) = (middle - half, middle + half);
        return inside > 0 && far > 0;
    }
}
