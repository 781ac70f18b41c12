using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Surfaces;

/// <summary>Glazed tiles with grout, each of a slightly different tone.</summary>
internal sealed class Tiles(SeededRandom random) : Backdrop(random)
{
    private readonly Vector3 _color = random.Near(random.Pick<Vector3>([new(0.62f, 0.62f, 0.58f), new(0.16f, 0.29f, 0.32f), new(0.5f, 0.3f, 0.2f), new(0.66f, 0.6f, 0.45f)]), 0.12f);
    private readonly float _size = random.Between(1.4f, 2.6f);

    /// <inheritdoc/>
    protected override Surface Texture(float x, float z)
    {
        float u = x / _size;
        float v = z / _size;
        (int i, int j) = ((int)MathF.Floor(u), (int)MathF.Floor(v));
        float edge = MathF.Min(MathF.Min(u - i, i + 1 - u), MathF.Min(v - j, j + 1 - v)) * _size;
        float stain = Cloud(x, z, 1.6f, 4);
        if (edge < 0.035f)
        {
            return new Surface(new Vector3(0.2f, 0.19f, 0.18f) * (0.5f + stain), 0, 0.95f, 0);
        }

        float tone = 0.75f + (0.25f * Noise.Hash(i, j, 77)) + (0.3f * (stain - 0.5f)) + (0.08f * (Cloud(x, z, 20, 2, 3) - 0.5f));
        return new Surface(_color * tone, 0, 0.35f, MathF.Min(edge - 0.035f, 0.03f));
    }
}
