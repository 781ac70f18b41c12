using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Parts;

/// <summary>Washer: plain, wide, split (spring lock) or with outer locking teeth.</summary>
internal sealed class Washer : Part
{
    private readonly float _bore;
    private readonly float _half;
    private readonly int _kind;
    private readonly int _toothCount;

    public Washer(SeededRandom random)
    {
        _kind = random.NextInt32(3);
        _bore = _kind switch { 1 => random.Between(0.22f, 0.36f), 2 => random.Between(0.55f, 0.64f), _ => random.Between(0.4f, 0.56f) };
        _half = _kind == 2 ? random.Between(0.09f, 0.14f) : random.Between(0.03f, 0.085f);
        _toothCount = 10 + random.NextInt32(6);
    }

    /// <inheritdoc/>
    public override float Radius => 1.06f;

    /// <inheritdoc/>
    public override float SafeStep => _kind == 3 ? 0.5f : 0.8f;

    /// <inheritdoc/>
    public override IReadOnlyList<Vector3> RestingUps { get; } =
        [Vector3.UnitY, Vector3.UnitY, Vector3.Normalize(new Vector3(0.12f, 1, 0)), Vector3.Normalize(new Vector3(0.25f, 1, 0.1f))];

    /// <inheritdoc/>
    public override float Distance(Vector3 p)
    {
        float outer = 0.92f;
        float angle = MathF.Atan2(p.Z, p.X);
        if (_kind == 2)
        {
            p.Y -= angle * 0.028f;
        }
        else if (_kind == 3)
        {
            float rho = Sdf.Length(p.X, p.Z);
            float tooth = Sdf.Triangle(angle * _toothCount / (2 * MathF.PI));
            outer += 0.1f * Math.Clamp(tooth * 2, -1, 1);
            p.Y -= MathF.Max(rho - 0.75f, 0) * 0.35f * tooth;
        }

        float ring = MathF.Max(Sdf.Cylinder(p, outer, _half, MathF.Min(0.02f, _half * 0.5f)), _bore - Sdf.Length(p.X, p.Z));
        if (_kind == 2)
        {
            float slit = Sdf.Box(p + new Vector3(0.78f, 0, p.Y * 0.4f), new Vector3(0.4f, 1, 0.035f));
            ring = MathF.Max(ring, -slit);
        }

        return ring;
    }
}
