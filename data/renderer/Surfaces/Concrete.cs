using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Surfaces;

/// <summary>Cast concrete: clouds, pores and hairline cracks.</summary>
internal sealed class Concrete(SeededRandom random) : Backdrop(random)
{
    private readonly Vector3 _color = random.Near(new Vector3(0.36f, 0.35f, 0.33f) * random.Between(0.6f, 1.2f), 0.06f);

    /// <inheritdoc/>
    protected override Surface Texture(float x, float z)
    {
        float cloud = Cloud(x, z, 1.3f, 5);
        float sand = Cloud(x, z, 26, 2, 4);
        (float distance, float cell) = Noise.Cells(x * 3, z * 3, 11);
        float pore = cell > 0.7f ? Math.Clamp((0.18f * cell) - distance, 0, 0.05f) * 20 : 0;
        float crack = Math.Clamp(1 - (MathF.Abs(Cloud(x, z, 0.7f, 4, 6) - 0.5f) * 160), 0, 1);
        float tone = 0.7f + (0.4f * cloud) + (0.35f * (sand - 0.5f));
        return new Surface(_color * tone * (1 - (0.6f * pore)) * (1 - (0.5f * crack)), 0, 0.9f, (0.015f * sand) - (0.04f * pore));
    }
}
