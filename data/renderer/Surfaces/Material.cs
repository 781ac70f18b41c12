using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Surfaces;

/// <summary>What a part is made of: a base metal or paint, its wear, its dirt.</summary>
internal sealed class Material
{
    private static readonly Vector3 _steel = new(0.56f, 0.57f, 0.58f);
    private static readonly Vector3 _zinc = new(0.66f, 0.68f, 0.72f);
    private static readonly Vector3 _yellowZinc = new(0.78f, 0.66f, 0.38f);
    private static readonly Vector3 _brass = new(0.80f, 0.60f, 0.25f);
    private static readonly Vector3 _copper = new(0.85f, 0.50f, 0.36f);
    private static readonly Vector3 _blackOxide = new(0.08f, 0.08f, 0.09f);
    private static readonly Vector3 _rustLight = new(0.32f, 0.12f, 0.035f);
    private static readonly Vector3 _rustDark = new(0.10f, 0.035f, 0.018f);
    private static readonly Vector3[] _paints =
        [new(0.55f, 0.05f, 0.04f), new(0.04f, 0.12f, 0.42f), new(0.03f, 0.26f, 0.10f), new(0.75f, 0.45f, 0.03f), new(0.75f, 0.75f, 0.72f), new(0.05f, 0.05f, 0.055f)];

    private readonly Vector3 _color;
    private readonly float _metallic;
    private readonly float _roughness;
    private readonly float _wear;
    private readonly float _rust;
    private readonly Vector3 _seed;

    /// <summary>Makes a random material.</summary>
    public Material(SeededRandom random)
    {
        int kind = random.NextInt32(8);
        (_color, _metallic, _roughness) = kind switch
        {
            0 => (_steel, 1f, random.Between(0.12f, 0.4f)),
            1 => (_zinc, 1f, random.Between(0.25f, 0.5f)),
            2 => (_yellowZinc, 1f, random.Between(0.2f, 0.4f)),
            3 => (_brass, 1f, random.Between(0.12f, 0.4f)),
            4 => (_copper, 1f, random.Between(0.15f, 0.4f)),
            5 => (_blackOxide, 0.4f, random.Between(0.3f, 0.55f)),
            6 => (_steel * 0.8f, 1f, random.Between(0.3f, 0.5f)),
            _ => (random.Pick(_paints), 0f, random.Between(0.15f, 0.5f)),
        };
        _color = Vector3.Clamp(random.Near(_color, 0.07f), Vector3.Zero, new Vector3(0.95f));
        _wear = random.Between(0, 1);
        _rust = kind == 6 ? random.Between(0.45f, 1) : random.Chance(0.2) ? random.Between(0, 0.4f) : 0;
        _seed = new Vector3(random.Between(-90, 90), random.Between(-90, 90), random.Between(-90, 90));
    }

    /// <summary>Height of the fine relief at a point of the part's own coordinates; rust is rougher than metal.</summary>
    public float Relief(Vector3 p) => (Noise.Fractal((p + _seed) * 22, 2) - 0.5f) * (0.0009f + (0.006f * _rust));

    /// <summary>The surface at a point of the part's own coordinates.</summary>
    public Surface At(Vector3 p)
    {
        Vector3 q = p + _seed;
        float blotch = Noise.Fractal(q * 3.1f, 3);
        float grain = Noise.Fractal(q * 22, 2);
        Vector3 color = _color * (0.82f + (0.24f * blotch) + (0.12f * (grain - 0.5f)));
        float roughness = Math.Clamp(_roughness + (0.35f * _wear * (grain - 0.4f)) + (0.15f * (blotch - 0.5f)), 0.06f, 1);
        float metallic = _metallic;
        float scratch = Noise.Value(new Vector3(q.X * 2, q.Y * 60, q.Z * 2) + new Vector3(q.Z * 9));
        roughness = Math.Clamp(roughness + (0.25f * _wear * (scratch - 0.5f)), 0.06f, 1);
        if (_metallic == 0 && (blotch * 0.6f) + (grain * 0.4f) > 1.02f - (0.4f * _wear))
        {
            (color, metallic, roughness) = (_steel * 0.7f, 1, 0.45f);
        }

        float rust = Math.Clamp(((_rust * 1.3f) + (0.9f * (Noise.Fractal(q * 4.7f, 4) - 0.55f)) - 0.35f) * 4, 0, 1);
        if (_rust > 0 && rust > 0)
        {
            Vector3 rusty = Vector3.Lerp(_rustDark, _rustLight, grain) * (0.7f + (0.6f * blotch));
            color = Vector3.Lerp(color, rusty, rust);
            metallic *= 1 - rust;
            roughness = float.Lerp(roughness, 0.95f, rust);
        }

        return new Surface(color, metallic, roughness);
    }
}
