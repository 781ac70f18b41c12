using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Surfaces;

/// <summary>Polished granite: a mosaic of crystals of a few tones.</summary>
internal sealed class Granite(SeededRandom random) : Backdrop(random)
{
    private readonly Vector3 _color = random.Near(random.Pick<Vector3>([new(0.3f, 0.29f, 0.3f), new(0.42f, 0.28f, 0.23f), new(0.14f, 0.15f, 0.15f)]), 0.12f);
    private readonly float _scale = random.Between(6, 11);

    /// <inheritdoc/>
    protected override Surface Texture(float x, float z)
    {
        float warp = Cloud(x, z, 6, 2);
        (_, float coarse) = Noise.Cells((x + (0.1f * warp)) * _scale, (z - (0.1f * warp)) * _scale, 21);
        (_, float fine) = Noise.Cells(x * _scale * 2.3f, z * _scale * 2.3f, 31);
        float tone = coarse > 0.82f ? 0.7f : fine > 0.75f ? 1.35f : 0.9f + (0.2f * coarse);
        return new Surface(Vector3.Min(_color * tone, new Vector3(0.8f)), 0, 0.3f);
    }
}
