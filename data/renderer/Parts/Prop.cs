using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Parts;

/// <summary>Clutter beside the part: a stick such as a pencil, a loop of cable, a block, or a ball.</summary>
internal sealed class Prop : Part
{
    private readonly int _kind;
    private readonly float _size;
    private readonly float _thickness;

    /// <summary>Makes a prop.</summary>
    /// <param name="random">Source of its proportions.</param>
    /// <param name="kind">0 stick, 1 cable, 2 block, 3 ball.</param>
    public Prop(SeededRandom random, int kind)
    {
        _kind = kind;
        _size = kind switch { 0 => random.Between(1.2f, 1.8f), 1 => random.Between(1.0f, 1.6f), 2 => random.Between(0.3f, 0.5f), _ => random.Between(0.12f, 0.22f) };
        _thickness = random.Between(0.05f, 0.09f);
        RestingUps = kind == 0 ? [Vector3.UnitX] : [Vector3.UnitY];
    }

    /// <inheritdoc/>
    public override float Radius => (_kind == 2 ? _size * 1.8f : _size) + (2 * _thickness);

    /// <inheritdoc/>
    public override IReadOnlyList<Vector3> RestingUps { get; }

    /// <inheritdoc/>
    public override float Distance(Vector3 p) => _kind switch
    {
        0 => Sdf.Prism(p, 6, _thickness, _size, 0.01f),
        1 => Sdf.Torus(p, _size, _thickness * 0.7f),
        2 => Sdf.Box(p, new Vector3(_size * 1.4f, _size * 0.6f, _size), 0.02f),
        _ => p.Length() - _size,
    };
}
