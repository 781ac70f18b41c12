using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Surfaces;

/// <summary>Woven shop cloth with folds and oil stains.</summary>
internal sealed class Cloth(SeededRandom random) : Backdrop(random)
{
    private readonly Vector3 _color = random.Near(random.Pick<Vector3>([new(0.42f, 0.07f, 0.06f), new(0.09f, 0.16f, 0.33f), new(0.5f, 0.49f, 0.45f), new(0.13f, 0.14f, 0.12f)]), 0.15f);
    private readonly float _thread = random.Between(9, 20);

    /// <inheritdoc/>
    protected override Surface Texture(float x, float z)
    {
        float u = x * _thread;
        float v = z * _thread;
        bool over = (((int)MathF.Floor(u) + (int)MathF.Floor(v)) & 1) == 0;
        float across = over ? v - MathF.Floor(v) : u - MathF.Floor(u);
        float round = 1 - (4 * (across - 0.5f) * (across - 0.5f));
        float fold = Cloud(x, z, 0.7f, 2, 3);
        float oil = Cloud(x, z, 1.1f, 3, 8) > 0.63f ? 0.75f : 1;
        float tone = (0.75f + (0.25f * round)) * (0.7f + (0.6f * fold)) * oil * (0.9f + (0.2f * Noise.Hash((int)MathF.Floor(u), (int)MathF.Floor(v), 1)));
        return new Surface(_color * tone, 0, 0.95f, (0.02f * round) + (0.3f * fold));
    }
}
