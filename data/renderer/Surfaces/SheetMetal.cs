using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Surfaces;

/// <summary>Brushed and scratched sheet steel.</summary>
internal sealed class SheetMetal(SeededRandom random) : Backdrop(random)
{
    private readonly Vector3 _color = random.Near(new Vector3(0.42f, 0.43f, 0.45f) * random.Between(0.6f, 1.1f), 0.04f);

    /// <inheritdoc/>
    protected override Surface Texture(float x, float z)
    {
        float brush = Cloud(x * 0.03f, z, 45, 3);
        float smear = Cloud(x, z, 1.2f, 4, 5);
        float scratch = Math.Clamp(1 - (MathF.Abs(Cloud((x * 0.5f) - (z * 0.6f), z * 0.08f, 1.9f, 1, 7) - 0.5f) * 110), 0, 1);
        float tone = 0.75f + (0.3f * (brush - 0.5f)) + (0.45f * (smear - 0.5f)) + (0.3f * scratch);
        return new Surface(_color * tone, 0.75f, 0.42f + (0.2f * (smear - 0.5f)), 0.003f * brush);
    }
}
