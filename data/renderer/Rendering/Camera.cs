using System.Numerics;
using MlNetTransfer.Runtime;

namespace PartsRenderer.Rendering;

/// <summary>A thin-lens camera that looks down at the table.</summary>
internal sealed class Camera
{
    private readonly Vector3 _eye;
    private readonly Vector3 _right;
    private readonly Vector3 _up;
    private readonly Vector3 _forward;
    private readonly float _tangent;
    private readonly float _aperture;
    private readonly float _focus;

    /// <summary>Frames a subject from a random direction.</summary>
    public Camera(SeededRandom random, Vector3 subject, float radius)
    {
        float elevation = random.Between(55, 88) * MathF.PI / 180;
        (float sine, float cosine) = MathF.SinCos(random.Between(0, 2 * MathF.PI));
        Vector3 from = new(MathF.Cos(elevation) * cosine, MathF.Sin(elevation), MathF.Cos(elevation) * sine);
        _tangent = MathF.Tan(random.Between(11, 24) * MathF.PI / 180);
        float share = random.Between(0.84f, 1.06f);
        float distance = radius / (_tangent * share);
        Vector3 aim = subject + (new Vector3(random.Between(-1, 1), 0, random.Between(-1, 1)) * radius * 0.18f);
        _eye = aim + (from * distance);
        _forward = -from;
        float roll = random.Between(-0.25f, 0.25f);
        Vector3 side = Vector3.Normalize(Vector3.Cross(_forward, Vector3.UnitY));
        Vector3 top = Vector3.Cross(side, _forward);
        (float rollSine, float rollCosine) = MathF.SinCos(roll);
        _right = (side * rollCosine) + (top * rollSine);
        _up = (top * rollCosine) - (side * rollSine);
        _focus = distance + random.Between(-0.35f, 0.25f);
        _aperture = random.Chance(0.5) ? distance * random.Between(0.001f, 0.006f) : distance * random.Between(0.006f, 0.022f);
    }

    /// <summary>A ray through a point of the picture (-1 to 1, y down) and a point of the lens (unit disc).</summary>
    public (Vector3 Origin, Vector3 Direction) Ray(float x, float y, Vector2 lens)
    {
        Vector3 target = _eye + ((_forward + (_right * (x * _tangent)) - (_up * (y * _tangent))) * _focus);
        Vector3 origin = _eye + (((_right * lens.X) + (_up * lens.Y)) * _aperture);
        return (origin, Vector3.Normalize(target - origin));
    }
}
