using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Parts;

/// <summary>Machine bolt: hexagonal, flanged or socket head at +Y, blunt threaded shank towards -Y.</summary>
internal sealed class Bolt : Part
{
    private readonly float _shankRadius;
    private readonly float _shankLength;
    private readonly float _threadLength;
    private readonly float _pitch;
    private readonly float _headRadius;
    private readonly float _headHeight;
    private readonly int _kind;

    public Bolt(SeededRandom random)
    {
        _shankRadius = random.Between(0.13f, 0.24f);
        _shankLength = random.Between(1.0f, 1.5f);
        _threadLength = _shankLength * random.Between(0.5f, 0.95f);
        _pitch = _shankRadius * random.Between(0.3f, 0.45f);
        _kind = random.NextInt32(3);
        _headRadius = _shankRadius * (_kind == 2 ? random.Between(1.45f, 1.6f) : random.Between(1.55f, 1.8f));
        _headHeight = _shankRadius * (_kind == 2 ? random.Between(1.8f, 2.1f) : random.Between(1.1f, 1.5f));
        float tilt = MathF.Atan2(_headRadius - _shankRadius, _shankLength);
        Vector3 lying = new(MathF.Cos(tilt), MathF.Sin(tilt), 0);
        RestingUps = [lying];
    }

    /// <inheritdoc/>
    public override float Radius => ((_shankLength + _headHeight) / 2) + (0.5f * _headRadius);

    /// <inheritdoc/>
    public override float SafeStep => 0.7f;

    /// <inheritdoc/>
    public override IReadOnlyList<Vector3> RestingUps { get; }

    /// <inheritdoc/>
    public override float Distance(Vector3 p)
    {
        float middle = (_shankLength - _headHeight) / 2;
        p.Y -= middle;
        float head = Head(p - new Vector3(0, _headHeight / 2, 0));
        float end = -_shankLength - p.Y;
        float shank = p.Y < _threadLength - _shankLength
            ? Sdf.Thread(p, _shankRadius, _pitch * 0.55f, _pitch)
            : Sdf.Length(p.X, p.Z) - _shankRadius;

        float chamfer = (shank + end + (_shankRadius * 0.25f)) * 0.7071f;
        shank = MathF.Max(MathF.Max(shank, chamfer), MathF.Max(p.Y, end));
        return MathF.Min(head, shank);
    }

    private float Head(Vector3 p)
    {
        float half = _headHeight / 2;
        if (_kind == 2)
        {
            float socket = Sdf.Prism(p - new Vector3(0, half, 0), 6, _headRadius * 0.5f, _headHeight * 0.55f);
            return MathF.Max(Sdf.Cylinder(p, _headRadius, half, 0.02f), -socket);
        }

        float hex = Sdf.Prism(p, 6, _headRadius, half, 0.008f);
        float dome = Sdf.Cone(p - new Vector3(0, half, 0), _headRadius * 1.02f, 1.9f);
        hex = MathF.Max(hex, dome);
        float flange = Sdf.Cylinder(p + new Vector3(0, half * 0.8f, 0), _headRadius * 1.3f, half * 0.2f, 0.01f);
        return _kind == 1 ? Sdf.Blend(hex, flange, 0.05f) : hex;
    }
}
