using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Surfaces;

/// <summary>Self-healing cutting mat: a printed grid on green, blue or black, with knife cuts.</summary>
internal sealed class CuttingMat(SeededRandom random) : Backdrop(random)
{
    private readonly Vector3 _color = random.Near(random.Pick<Vector3>([new(0.03f, 0.17f, 0.12f), new(0.04f, 0.10f, 0.24f), new(0.04f, 0.04f, 0.045f), new(0.3f, 0.1f, 0.16f)]), 0.2f);
    private readonly float _grid = random.Between(0.5f, 1.2f);

    /// <inheritdoc/>
    protected override Surface Texture(float x, float z)
    {
        float wide = Line(x / _grid, 0.018f) + Line(z / _grid, 0.018f);
        float fine = 0.35f * (Line(x / _grid * 5, 0.03f) + Line(z / _grid * 5, 0.03f));
        float print = Math.Clamp(wide + fine, 0, 1) * (0.6f + (0.4f * Cloud(x, z, 4, 2)));
        float cut = Math.Clamp(1 - (MathF.Abs(Cloud((x * 0.4f) + (z * 0.3f), z * 0.1f, 2.5f, 1, 5) - 0.5f) * 90), 0, 1);
        Vector3 color = Vector3.Lerp(_color * (0.85f + (0.3f * Cloud(x, z, 14, 2, 2))), new Vector3(0.5f, 0.52f, 0.42f), print * 0.4f);
        return new Surface(color * (1 - (0.35f * cut)), 0, 0.6f, -0.02f * cut);
    }

    private static float Line(float t, float width) =>
        Math.Clamp(1 - (MathF.Abs(t - MathF.Floor(t + 0.5f)) / width), 0, 1);
}
