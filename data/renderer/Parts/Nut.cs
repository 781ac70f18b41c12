using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Parts;

/// <summary>Nut: hexagonal, flanged, square or with a nylon collar, with a threaded bore.</summary>
internal sealed class Nut : Part
{
    private readonly float _inradius;
    private readonly float _half;
    private readonly float _bore;
    private readonly float _pitch;
    private readonly int _kind;

    public Nut(SeededRandom random)
    {
        _inradius = 0.72f;
        _half = random.Between(0.24f, 0.5f);
        _bore = random.Between(0.38f, 0.5f);
        _pitch = random.Between(0.09f, 0.14f);
        _kind = random.NextInt32(5);
    }

    /// <inheritdoc/>
    public override float Radius => Sdf.Length(_kind is 2 or 3 ? 1.05f : 0.86f, _half * 1.4f);

    /// <inheritdoc/>
    public override float SafeStep => 0.75f;

    /// <inheritdoc/>
    public override IReadOnlyList<Vector3> RestingUps { get; } = [Vector3.UnitY];

    /// <inheritdoc/>
    public override float Distance(Vector3 p)
    {
        float body = Sdf.Prism(p, _kind == 2 ? 4 : 6, _inradius, _half, 0.015f);
        if (_kind != 2)
        {
            Vector3 mirrored = new(p.X, MathF.Abs(p.Y) - _half, p.Z);
            body = MathF.Max(body, Sdf.Cone(mirrored, _inradius * 1.03f, 1.8f));
        }

        body = _kind switch
        {
            3 => Sdf.Blend(body, Sdf.Cylinder(p + new Vector3(0, _half * 0.85f, 0), 0.98f, _half * 0.15f, 0.03f), 0.08f),
            4 => MathF.Min(body, Sdf.Cylinder(p - new Vector3(0, _half * 1.05f, 0), _inradius * 0.88f, _half * 0.3f, 0.05f)),
            _ => body,
        };
        return MathF.Max(body, -Sdf.Thread(p, _bore, 0.05f, _pitch));
    }
}
