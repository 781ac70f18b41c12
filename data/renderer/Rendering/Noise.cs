using System.Numerics;

namespace PartsRenderer.Rendering;

/// <summary>Repeatable procedural noise: hashed lattices, interpolated (Perlin 1985) or searched for the nearest point (Worley 1996).</summary>
internal static class Noise
{
    /// <summary>A hash of a lattice point as a number from 0 to 1.</summary>
    public static float Hash(int x, int y, int z)
    {
        uint h = ((uint)x * 0x8DA6B343u) ^ ((uint)y * 0xD8163841u) ^ ((uint)z * 0xCB1AB31Fu);
        h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
        h = (h ^ (h >> 12)) * 0x297A2D39u;
        return (h ^ (h >> 15)) * (1f / 4294967296f);
    }

    /// <summary>Smooth noise, 0 to 1, one lattice cell to the unit.</summary>
    public static float Value(Vector3 p)
    {
        float fx = MathF.Floor(p.X);
        float fy = MathF.Floor(p.Y);
        float fz = MathF.Floor(p.Z);
        (int x, int y, int z) = ((int)fx, (int)fy, (int)fz);
        float u = Ease(p.X - fx);
        float v = Ease(p.Y - fy);
        float near = Face(x, y, z, u, v);
        return near + ((Face(x, y, z + 1, u, v) - near) * Ease(p.Z - fz));
    }

    /// <summary>Noise of several octaves, each twice as fine and half as strong; 0 to 1.</summary>
    public static float Fractal(Vector3 p, int octaves)
    {
        float sum = 0;
        float weight = 0.5f;
        float total = 0;
        for (int octave = 0; octave < octaves; octave++)
        {
            sum += weight * Value(p);
            total += weight;
            weight *= 0.5f;
            p = (p * 2.03f) + new Vector3(17.3f, 5.7f, 11.1f);
        }

        return sum / total;
    }

    /// <summary>Distance to the nearest of one random point per cell of the plane, and that cell's own random number.</summary>
    public static (float Distance, float Cell) Cells(float x, float y, int layer)
    {
        int cx = (int)MathF.Floor(x);
        int cy = (int)MathF.Floor(y);
        (float best, float cell) = (float.MaxValue, 0);
        for (int j = cy - 1; j <= cy + 1; j++)
        {
            for (int i = cx - 1; i <= cx + 1; i++)
            {
                float dx = i + Hash(i, j, layer) - x;
                float dy = j + Hash(i, j, layer + 1) - y;
                float d = (dx * dx) + (dy * dy);
                if (d < best)
                {
                    (best, cell) = (d, Hash(i, j, layer + 2));
                }
            }
        }

        return (MathF.Sqrt(best), cell);
    }

    private static float Face(int x, int y, int z, float u, float v)
    {
        float top = Hash(x, y, z);
        top += (Hash(x + 1, y, z) - top) * u;
        float bottom = Hash(x, y + 1, z);
        bottom += (Hash(x + 1, y + 1, z) - bottom) * u;
        return top + ((bottom - top) * v);
    }

    private static float Ease(float t) => t * t * (3 - (2 * t));
}
