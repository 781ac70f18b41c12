using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Parts;

/// <summary>Spur gear with bore, hub and keyway; plain, with holes, or with a thinned web.</summary>
internal sealed class Gear : Part
{
    private readonly int _toothCount;
    private readonly float _toothDepth;
    private readonly float _half;
    private readonly float _bore;
    private readonly float _hub;
    private readonly int _holeCount;
    private readonly float _web;
    private readonly bool _keyway;

    public Gear(SeededRandom random)
    {
        _toothCount = 11 + random.NextInt32(16);
        _toothDepth = 2.1f / (_toothCount + 2);
        _half = random.Between(0.1f, 0.26f);
        _bore = random.Between(0.13f, 0.28f);
        _hub = _bore + random.Between(0.1f, 0.18f);
        _holeCount = random.Chance(0.4) ? 3 + random.NextInt32(4) : 0;
        _web = random.Chance(0.6) ? _half * random.Between(0.3f, 0.7f) : _half;
        _keyway = random.Chance(0.6);
    }

    /// <inheritdoc/>
    public override float Radius => Sdf.Length(1, _half * 1.4f) + 0.02f;

    /// <inheritdoc/>
    public override float SafeStep => 0.6f;

    /// <inheritdoc/>
    public override IReadOnlyList<Vector3> RestingUps { get; } = [Vector3.UnitY];

    /// <inheritdoc/>
    public override float Distance(Vector3 p)
    {
        float rho = Sdf.Length(p.X, p.Z);
        float angle = MathF.Atan2(p.Z, p.X);
        float flank = Math.Clamp(Sdf.Triangle(angle * _toothCount / (2 * MathF.PI)) * 1.5f, -1, 1);
        float rim = rho - 1 + (_toothDepth * (0.5f - (0.5f * flank)));
        float root = 1 - _toothDepth;
        float body = MathF.Max(rim, MathF.Abs(p.Y) - _half);
        float recess = MathF.Max(MathF.Max(rho - (root - 0.13f), _hub - rho), _web - MathF.Abs(p.Y));
        body = MathF.Max(body, -recess);
        if (_holeCount > 0)
        {
            float sector = 2 * MathF.PI / _holeCount;
            float local = angle - (sector * MathF.Round(angle / sector));
            float middle = (_hub + root - 0.13f) / 2;
            float size = MathF.Min((root - 0.13f - _hub) * 0.4f, middle * MathF.Sin(sector / 2) * 0.8f);
            (float sine, float cosine) = MathF.SinCos(local);
            body = MathF.Max(body, size - Sdf.Length((rho * cosine) - middle, rho * sine));
        }

        body = MathF.Min(body, Sdf.Cylinder(p, _hub, _half * 1.35f, 0.015f));
        float bore = rho - _bore;
        if (_keyway)
        {
            bore = MathF.Min(bore, Sdf.Box(p - new Vector3(_bore, 0, 0), new Vector3(0.07f, 2, 0.06f)));
        }

        return MathF.Max(body, -bore);
    }
}
