using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Surfaces;

/// <summary>The table under the part: an endless textured plane.</summary>
internal abstract class Backdrop
{
    private readonly float _cosine;
    private readonly float _sine;
    private readonly float _shiftX;
    private readonly float _shiftZ;
    private readonly float _contrast;
    private Vector3? _mean;

    /// <summary>Turns and shifts the texture at random.</summary>
    protected Backdrop(SeededRandom random)
    {
        (_sine, _cosine) = MathF.SinCos(random.Between(0, 2 * MathF.PI));
        _shiftX = random.Between(-50, 50);
        _shiftZ = random.Between(-50, 50);
        _contrast = random.Between(0.25f, 0.6f);
    }

    /// <summary>Colour of the whole plane seen from far away.</summary>
    public Vector3 MeanAlbedo => _mean ??= Mean();

    /// <summary>The surface at a point of the plane.</summary>
    public Surface At(float x, float z)
    {
        Surface surface = Texture((x * _cosine) - (z * _sine) + _shiftX, (x * _sine) + (z * _cosine) + _shiftZ);
        return surface with { Albedo = Vector3.Lerp(MeanAlbedo, surface.Albedo, _contrast), Height = surface.Height * _contrast };
    }

    /// <summary>The surface in the texture's own coordinates.</summary>
    protected abstract Surface Texture(float x, float z);

    private Vector3 Mean()
    {
        const int side = 12;
        Vector3 sum = Vector3.Zero;
        for (int i = 0; i < side * side; i++)
        {
            sum += Texture(_shiftX + (0.37f * (i % side)), _shiftZ + (0.41f * (i / side))).Albedo;
        }

        return sum / (side * side);
    }

    /// <summary>Fractal noise on the plane.</summary>
    protected static float Cloud(float x, float z, float scale, int octaves, float layer = 0) =>
        Noise.Fractal(new Vector3(x * scale, layer, z * scale), octaves);
}
