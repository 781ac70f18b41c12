using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Parts;

/// <summary>Coil spring: round wire wound about Y, straight, conical or barrel-shaped, with its last turns closed up.</summary>
internal sealed class Spring : Part
{
    private readonly float _coilRadius;
    private readonly float _wireRadius;
    private readonly float _half;
    private readonly int _turnCount;
    private readonly float _taper;
    private readonly float _barrel;

    public Spring(SeededRandom random)
    {
        _half = random.Between(0.65f, 1.0f);
        _coilRadius = random.Between(0.3f, 0.55f);
        _turnCount = 5 + random.NextInt32(6);
        _wireRadius = MathF.Min(random.Between(0.04f, 0.085f), random.Between(0.2f, 0.38f) * 2 * _half / _turnCount);
        _taper = random.Chance(0.25) ? random.Between(0.15f, 0.35f) : 0;
        _barrel = random.Chance(0.15) ? random.Between(0.1f, 0.25f) : 0;
        RestingUps = random.Chance(0.2) ? [Vector3.UnitY] : [Vector3.UnitX];
    }

    /// <inheritdoc/>
    public override float Radius => Sdf.Length(_half, (_coilRadius * (1 + _taper)) + _wireRadius) + 0.02f;

    /// <inheritdoc/>
    public override float SafeStep => 0.6f;

    /// <inheritdoc/>
    public override IReadOnlyList<Vector3> RestingUps { get; }

    /// <inheritdoc/>
    public override float Distance(Vector3 p)
    {
        float turn = MathF.Atan2(p.Z, p.X) / (2 * MathF.PI);
        float guess = MathF.Round(TurnAt(p.Y) - turn);
        float best = float.MaxValue;
        for (int k = -1; k <= 1; k++)
        {
            best = MathF.Min(best, ToCoil(p, Math.Clamp(guess + k + turn, 0, _turnCount), turn));
        }

        return best - _wireRadius;
    }

    private float ToCoil(Vector3 p, float turn, float own)
    {
        float height = HeightAt(turn);
        float relative = height / _half;
        float radius = _coilRadius * (1 - (_taper * relative) - (_barrel * relative * relative));
        float difference = turn - own;
        if (difference == MathF.Floor(difference))
        {
            return Sdf.Length(Sdf.Length(p.X, p.Z) - radius, p.Y - height);
        }

        (float sine, float cosine) = MathF.SinCos(2 * MathF.PI * turn);
        return (p - new Vector3(radius * cosine, height, radius * sine)).Length();
    }

    /// <summary>Height of the wire's centre after some turns: the first and the last turn lie close.</summary>
    private float HeightAt(float turn)
    {
        float close = 2.1f * _wireRadius;
        float top = _half - _wireRadius;
        float open = ((2 * top) - (2 * close)) / (_turnCount - 2);
        return turn < 1 ? -top + (turn * close)
            : turn > _turnCount - 1 ? top - ((_turnCount - turn) * close)
            : -top + close + ((turn - 1) * open);
    }

    private float TurnAt(float height)
    {
        float close = 2.1f * _wireRadius;
        float top = _half - _wireRadius;
        float open = ((2 * top) - (2 * close)) / (_turnCount - 2);
        return height < close - top ? (height + top) / close
            : height > top - close ? _turnCount - ((top - height) / close)
            : 1 + ((height + top - close) / open);
    }
}
