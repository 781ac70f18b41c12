using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Parts;
using PartsRenderer.Surfaces;

namespace PartsRenderer.Rendering;

/// <summary>A part with its material, turned and put on the table (the plane y = 0).</summary>
internal sealed class PlacedPart
{
    private const int ProbeCount = 28;

    private readonly Vector3 _axisX;
    private readonly Vector3 _axisY;
    private readonly Vector3 _axisZ;
    private readonly float _scale;

    /// <summary>Places a part.</summary>
    /// <param name="part">The part in its own coordinates.</param>
    /// <param name="material">Its material.</param>
    /// <param name="random">Source of its pose.</param>
    /// <param name="place">Where it stands on the table (y is ignored) and, in W, its size.</param>
    public PlacedPart(Part part, Material material, SeededRandom random, Vector4 place)
    {
        Part = part;
        Material = material;
        _scale = place.W;
        Vector3 up = random.Pick(part.RestingUps);
        Vector3 side = Vector3.Normalize(Vector3.Cross(up, MathF.Abs(up.X) < 0.6f ? Vector3.UnitX : Vector3.UnitZ));
        (float sine, float cosine) = MathF.SinCos(random.Between(0, 2 * MathF.PI));
        Vector3 forward = Vector3.Cross(side, up);
        Vector3 right = (side * cosine) + (forward * sine);
        Vector3 back = Vector3.Cross(right, up);

        // Rows of the rotation from the part's own axes to the world's.
        _axisX = new Vector3(right.X, up.X, back.X);
        _axisY = new Vector3(right.Y, up.Y, back.Y);
        _axisZ = new Vector3(right.Z, up.Z, back.Z);
        Center = new Vector3(place.X, 0, place.Z);
        Center = new Vector3(place.X, -LowestPoint(), place.Z);
    }

    /// <summary>The shape.</summary>
    public Part Part { get; }

    /// <summary>The material.</summary>
    public Material Material { get; }

    /// <summary>Where the part's origin is.</summary>
    public Vector3 Center { get; }

    /// <summary>Radius of the bounding sphere in the world.</summary>
    public float Radius => Part.Radius * _scale;

    /// <summary>World point to the part's own coordinates.</summary>
    public Vector3 ToPart(Vector3 world)
    {
        Vector3 p = (world - Center) / _scale;
        return new Vector3(Vector3.Dot(p, _axisX), Vector3.Dot(p, _axisY), Vector3.Dot(p, _axisZ));
    }

    /// <summary>Signed distance in the world.</summary>
    public float Distance(Vector3 world) => Part.Distance(ToPart(world)) * _scale;

    /// <summary>Height of the lowest point above the origin's plane, found by rays from below.</summary>
    private float LowestPoint()
    {
        float lowest = Radius;
        for (int j = 0; j < ProbeCount; j++)
        {
            for (int i = 0; i < ProbeCount; i++)
            {
                float x = ((((i + 0.5f) / ProbeCount) * 2) - 1) * Radius;
                float z = ((((j + 0.5f) / ProbeCount) * 2) - 1) * Radius;
                float y = -Radius * 1.02f;
                for (int step = 0; step < 60 && y < lowest; step++)
                {
                    float d = Distance(new Vector3(Center.X + x, y, Center.Z + z));
                    if (d < 0.004f * _scale)
                    {
                        lowest = y;
                        break;
                    }

                    y += d * Part.SafeStep;
                }
            }
        }

        return lowest;
    }
}
