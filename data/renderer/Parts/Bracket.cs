using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Parts;

/// <summary>Angle bracket: two drilled plates at a right angle, plain, with a gusset, or folded to a Z.</summary>
internal sealed class Bracket : Part
{
    private readonly float _width;
    private readonly float _legX;
    private readonly float _legY;
    private readonly float _thickness;
    private readonly float _hole;
    private readonly int _holeCount;
    private readonly int _kind;

    public Bracket(SeededRandom random)
    {
        _width = random.Between(0.22f, 0.55f);
        _legX = random.Between(0.95f, 1.35f);
        _legY = random.Between(0.7f, 1.2f);
        _thickness = random.Between(0.035f, 0.075f);
        _holeCount = 1 + random.NextInt32(2);
        _hole = MathF.Min(_width * 0.45f, random.Between(0.09f, 0.16f));
        _kind = random.NextInt32(3);
    }

    /// <inheritdoc/>
    public override float Radius => MathF.Sqrt((_legX * _legX) + (_legY * _legY) + (4 * _width * _width)) * (_kind == 2 ? 0.72f : 0.56f);

    /// <inheritdoc/>
    public override IReadOnlyList<Vector3> RestingUps { get; } = [Vector3.UnitY, Vector3.UnitX, Vector3.UnitZ, Vector3.UnitY, -Vector3.Normalize(Vector3.One - Vector3.UnitZ)];

    /// <inheritdoc/>
    public override float Distance(Vector3 p)
    {
        p += new Vector3(_legX / 2, _legY / 2, 0);
        float flat = Plate(new Vector3(p.X - (_legX / 2), p.Y, p.Z), _legX / 2);
        float upright = Plate(new Vector3(p.Y - (_legY / 2), p.X, p.Z), _legY / 2);
        float solid = Sdf.Blend(flat, upright, 0.06f);
        if (_kind == 1)
        {
            float slope = ((p.X / _legX) + (p.Y / _legY) - 0.62f) / Sdf.Length(1 / _legX, 1 / _legY);
            float gusset = MathF.Max(MathF.Max(slope, MathF.Abs(p.Z) - _thickness), -MathF.Min(p.X, p.Y));
            solid = Sdf.Blend(solid, gusset, 0.04f);
        }
        else if (_kind == 2)
        {
            solid = Sdf.Blend(solid, Plate(new Vector3(p.X + (_legX * 0.3f), p.Y - _legY, p.Z), _legX * 0.3f), 0.06f);
        }

        return solid;
    }

    /// <summary>A plate along X with holes through Y.</summary>
    private float Plate(Vector3 p, float half)
    {
        float plate = Sdf.Box(p, new Vector3(half, _thickness, _width), 0.015f);
        float spacing = _holeCount == 1 ? 0 : half * 0.42f;
        float x = MathF.Abs(p.X - (half * 0.15f)) - spacing;
        return MathF.Max(plate, _hole - Sdf.Length(x, p.Z));
    }
}
