using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Surfaces;

/// <summary>Planks with grain along X.</summary>
internal sealed class Wood(SeededRandom random) : Backdrop(random)
{
    private readonly Vector3 _light = random.Near(random.Pick<Vector3>([new(0.55f, 0.36f, 0.19f), new(0.36f, 0.19f, 0.09f), new(0.62f, 0.48f, 0.31f), new(0.24f, 0.14f, 0.08f)]), 0.15f);
    private readonly float _plank = random.Between(1.2f, 3f);
    private readonly float _ring = random.Between(5, 11);

    /// <inheritdoc/>
    protected override Surface Texture(float x, float z)
    {
        float board = MathF.Floor(z / _plank);
        float across = z - (board * _plank);
        float bend = Cloud(x * 0.25f, z, 0.9f, 3, board * 7.3f);
        float ring = (z + (bend * 1.4f)) * _ring;
        float grain = MathF.Abs(ring - MathF.Floor(ring) - 0.5f) * 2;
        float fibre = Cloud(x * 0.06f, z, 38, 2, board);
        float tone = 0.78f + (0.14f * grain) + (0.2f * (fibre - 0.5f)) + (0.25f * (Noise.Hash((int)board, 3, 5) - 0.5f));
        float gap = Math.Clamp(MathF.Min(across, _plank - across) / 0.02f, 0.15f, 1);
        return new Surface(_light * tone * gap, 0, 0.55f, 0.01f * fibre * gap);
    }
}
