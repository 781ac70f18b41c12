using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Surfaces;

/// <summary>Corrugated cardboard: faint flutes, fibres, stains.</summary>
internal sealed class Cardboard(SeededRandom random) : Backdrop(random)
{
    private readonly Vector3 _color = random.Near(new Vector3(0.47f, 0.31f, 0.18f), 0.15f);
    private readonly float _flute = random.Between(5, 9);

    /// <inheritdoc/>
    protected override Surface Texture(float x, float z)
    {
        float flute = MathF.Sin(z * _flute * 2) * 0.02f;
        float fibre = Cloud(x, z, 30, 2) - 0.5f;
        float stain = Cloud(x, z, 0.8f, 4, 9) - 0.5f;
        return new Surface(_color * (1 + flute + (0.2f * fibre) + (0.4f * stain)), 0, 0.9f, 0.006f * fibre);
    }
}
