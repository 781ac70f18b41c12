using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Parts;

/// <summary>Pipe elbow: a hollow bend of 45 to 90 degrees with plain, banded or hexagonal collars at both ends.</summary>
internal sealed class Elbow : Part
{
    private readonly float _bendRadius;
    private readonly float _pipeRadius;
    private readonly float _collar;
    private readonly float _collarHalf;
    private readonly float _halfAngle;
    private readonly int _kind;

    public Elbow(SeededRandom random)
    {
        _pipeRadius = random.Between(0.24f, 0.34f);
        _bendRadius = random.Between(0.55f, 0.8f);
        _collar = _pipeRadius * random.Between(1.2f, 1.35f);
        _collarHalf = random.Between(0.12f, 0.24f);
        _halfAngle = (random.Chance(0.75) ? 90 : 45) * MathF.PI / 360;
        _kind = random.NextInt32(3);
        RestingUps = [Vector3.UnitY, Vector3.UnitY, Vector3.UnitY, Vector3.UnitX];
    }

    /// <inheritdoc/>
    public override float Radius => 1.15f;

    /// <inheritdoc/>
    public override IReadOnlyList<Vector3> RestingUps { get; }

    /// <inheritdoc/>
    public override float Distance(Vector3 p)
    {
        // The bend lies in XZ about a centre at -X; folding Z leaves one end to describe.
        p.X += _bendRadius * 0.9f;
        Vector3 q = new(p.X, p.Y, MathF.Abs(p.Z));
        (float sine, float cosine) = MathF.SinCos(_halfAngle);
        float along = (q.Z * cosine) - (q.X * sine);
        float outward = (q.X * cosine) + (q.Z * sine);
        Vector3 local = new(outward - _bendRadius, along, q.Y);
        bool inBend = along < 0;
        float tube = inBend ? Sdf.Length(Sdf.Length(q.X, q.Z) - _bendRadius, q.Y) : Sdf.Length(local.X, local.Z);
        float length = along - (2 * _collarHalf);
        float pipe = MathF.Max(tube - _pipeRadius, length);
        Vector3 middle = local - new Vector3(0, _collarHalf, 0);
        float collar = _kind switch
        {
            0 => Sdf.Cylinder(middle, _collar, _collarHalf, 0.03f),
            1 => Sdf.Prism(middle, 6, _collar, _collarHalf, 0.01f),
            _ => Sdf.Torus(middle - new Vector3(0, _collarHalf * 0.8f, 0), _pipeRadius, _pipeRadius * 0.28f),
        };
        return MathF.Max(Sdf.Blend(pipe, collar, 0.04f), (_pipeRadius * 0.78f) - tube);
    }
}
