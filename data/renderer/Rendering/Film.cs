using System.Numerics;
using MlNetTransfer.Imaging;
using MlNetTransfer.Runtime;

namespace PartsRenderer.Rendering;

/// <summary>From light to bytes: lens blur, exposure, white balance, tone curve, vignette and sensor noise of a small camera.</summary>
internal sealed class Film
{
    private readonly Vector3 _gain;
    private readonly float _vignette;
    private readonly float _shotNoise;
    private readonly float _readNoise;
    private readonly float _blur;
    private readonly float _contrast;

    public Film(SeededRandom random)
    {
        _gain = random.Near(new Vector3(random.Between(0.75f, 1.25f)), 0.06f);
        _vignette = random.Between(0, 0.35f);
        _shotNoise = random.Between(0.002f, 0.022f);
        _readNoise = random.Between(0.001f, 0.01f);
        _blur = random.Chance(0.6) ? random.Between(0.0f, 0.5f) : random.Between(0.5f, 1.0f);
        _contrast = random.Between(0.9f, 1.15f);
    }

    /// <summary>Develops linear light, whose mean sets the exposure.</summary>
    public Image Develop(Vector3[] light, int size, SeededRandom random)
    {
        float mean = 0;
        foreach (Vector3 color in light)
        {
            mean += MathF.Log(0.01f + Vector3.Dot(color, new Vector3(0.2126f, 0.7152f, 0.0722f)));
        }

        Vector3 exposure = _gain * (0.2f / MathF.Exp(mean / light.Length));
        Vector3[] blurred = _blur > 0.15f ? Blur(light, size, _blur) : light;
        Image image = new(size, size);
        for (int y = 0; y < size; y++)
        {
            Span<byte> row = image.Row(y);
            for (int x = 0; x < size; x++)
            {
                float u = ((2f * x) / size) - 1;
                float v = ((2f * y) / size) - 1;
                Vector3 color = blurred[(y * size) + x] * exposure * (1 - (_vignette * ((u * u) + (v * v)) * 0.5f));
                row[3 * x] = Pixel(color.X, random);
                row[(3 * x) + 1] = Pixel(color.Y, random);
                row[(3 * x) + 2] = Pixel(color.Z, random);
            }
        }

        return image;
    }

    private byte Pixel(float light, SeededRandom random)
    {
        float noisy = light + (random.Gaussian() * ((_shotNoise * MathF.Sqrt(MathF.Max(light, 0))) + _readNoise));

        // A filmic shoulder (rational fit by Narkowicz 2015), then the sRGB curve (IEC 61966-2-1).
        float x = MathF.Max(noisy, 0) * 0.9f;
        float toned = Math.Clamp(x * ((2.51f * x) + 0.03f) / ((x * ((2.43f * x) + 0.59f)) + 0.14f), 0, 1);
        float curve = toned <= 0.0031308f ? 12.92f * toned : (1.055f * MathF.Pow(toned, 1 / 2.4f)) - 0.055f;
        return (byte)Math.Clamp(MathF.Round(((((curve - 0.5f) * _contrast) + 0.5f) * 255)), 0, 255);
    }

    private static Vector3[] Blur(Vector3[] light, int size, float sigma)
    {
        float side = MathF.Exp(-0.5f / (sigma * sigma));
        float far = MathF.Exp(-2f / (sigma * sigma));
        float total = 1 + (2 * side) + (2 * far);
        ReadOnlySpan<float> weights = [far / total, side / total, 1 / total, side / total, far / total];
        Vector3[] rows = new Vector3[light.Length];
        Vector3[] result = new Vector3[light.Length];
        for (int i = 0; i < light.Length; i++)
        {
            for (int k = -2; k <= 2; k++)
            {
                rows[i] += light[i - (i % size) + Math.Clamp((i % size) + k, 0, size - 1)] * weights[k + 2];
            }
        }

        for (int i = 0; i < light.Length; i++)
        {
            for (int k = -2; k <= 2; k++)
            {
                result[i] += rows[(Math.Clamp((i / size) + k, 0, size - 1) * size) + (i % size)] * weights[k + 2];
            }
        }

        return result;
    }
}
