using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Parts;

/// <summary>Wood or sheet-metal screw: countersunk or pan head with a slot or a cross at +Y, coarse thread, sharp point at -Y.</summary>
internal sealed class Screw : Part
{
    private readonly float _shankRadius;
    private readonly float _length;
    private readonly float _pitch;
    private readonly float _headRadius;
    private readonly float _threadShare;
    private readonly bool _countersunk;
    private readonly bool _cross;

    public Screw(SeededRandom random)
    {
        _shankRadius = random.Between(0.085f, 0.15f);
        _length = random.Between(1.3f, 1.8f);
        _pitch = _shankRadius * random.Between(0.9f, 1.3f);
        _headRadius = _shankRadius * random.Between(2.1f, 2.6f);
        _threadShare = random.Between(0.6f, 1.0f);
        _countersunk = random.Chance(0.6);
        _cross = random.Chance(0.65);
        float tilt = MathF.Atan2(_headRadius - _shankRadius, _length);
        Vector3 lying = new(MathF.Cos(tilt), MathF.Sin(tilt), 0);
        RestingUps = [lying];
    }

    /// <inheritdoc/>
    public override float Radius => (_length / 2) + (_headRadius * 0.8f);

    /// <inheritdoc/>
    public override float SafeStep => 0.5f;

    /// <inheritdoc/>
    public override IReadOnlyList<Vector3> RestingUps { get; }

    /// <inheritdoc/>
    public override float Distance(Vector3 p)
    {
        p.Y -= _length / 2;
        float fromTip = p.Y + _length;
        float taper = Math.Clamp(fromTip / (_shankRadius * 5), 0, 1);
        float radius = _shankRadius * (0.04f + (0.96f * taper));
        bool threaded = fromTip < _length * _threadShare;
        float core = Sdf.Length(p.X, p.Z) - radius;
        if (threaded)
        {
            float turn = MathF.Atan2(p.Z, p.X) / (2 * MathF.PI);
            float ridge = MathF.Max(0, Sdf.Triangle((p.Y / _pitch) - turn));
            core = Sdf.Length(p.X, p.Z) - (radius * (0.72f + (0.5f * ridge)));
        }

        float shank = MathF.Max(core, MathF.Max(p.Y, -fromTip));
        return MathF.Min(shank, Head(p));
    }

    private float Head(Vector3 p)
    {
        float top = _countersunk ? 0 : _headRadius * 0.62f;
        float head;
        if (_countersunk)
        {
            head = MathF.Max(Sdf.Cone(new Vector3(p.X, -p.Y, p.Z), _headRadius, 1.0f), p.Y);
            head = MathF.Max(MathF.Max(head, Sdf.Length(p.X, p.Z) - (_headRadius * 0.97f)), -p.Y - (_headRadius * 1.2f));
        }
        else
        {
            Vector3 centre = p + new Vector3(0, _headRadius * 0.75f, 0);
            head = MathF.Max(centre.Length() - (_headRadius * 1.3f), -p.Y);
            head = MathF.Max(head, Sdf.Length(p.X, p.Z) - _headRadius);
        }

        Vector3 q = p - new Vector3(0, top, 0);
        float width = _headRadius * 0.13f;
        float depth = _headRadius * (_cross ? 0.5f : 0.3f);
        float reach = _headRadius * (_cross ? 0.55f : 2f);
        float slot = Sdf.Box(q, new Vector3(reach, depth, width));
        if (_cross)
        {
            slot = MathF.Min(slot, Sdf.Box(q, new Vector3(width, depth, reach)));
        }

        return MathF.Max(head, -slot);
    }
}
