using System.Numerics;
using MlNetTransfer.Imaging;
using MlNetTransfer.Runtime;

namespace PartsRenderer.Rendering;

/// <summary>Renders one picture; the same request and seed give the same pixels.</summary>
internal static class PictureRenderer
{
    /// <summary>Samples along each side of a pixel.</summary>
    private const int SampleSide = 3;

    /// <summary>Light above this counts as this: one glint must not outshine a pixel's other samples.</summary>
    private const float Brightest = 8;

    /// <summary>Renders a picture.</summary>
    /// <param name="request">What to show.</param>
    /// <param name="random">The picture's own random sequence.</param>
    public static Image Render(PictureRequest request, SeededRandom random)
    {
        Scene scene = new(request, random);
        Shader shader = new(scene);
        Film film = new(random);
        int size = request.Size;
        Vector3[] light = new Vector3[size * size];
        for (int i = 0; i < light.Length; i++)
        {
            Vector3 sum = Vector3.Zero;
            for (int s = 0; s < SampleSide * SampleSide; s++)
            {
                float x = (i % size) + (((s % SampleSide) + random.Between(0, 1)) / SampleSide);
                float y = (i / size) + (((s / SampleSide) + random.Between(0, 1)) / SampleSide);
                float lensRadius = MathF.Sqrt(random.Between(0, 1));
                (float sine, float cosine) = MathF.SinCos(random.Between(0, 2 * MathF.PI));
                (Vector3 origin, Vector3 direction) = scene.Camera.Ray((2 * x / size) - 1, (2 * y / size) - 1, new Vector2(cosine, sine) * lensRadius);
                sum += Vector3.Min(shader.Trace(origin, direction), new Vector3(Brightest));
            }

            light[i] = sum / (SampleSide * SampleSide);
        }

        return film.Develop(light, size, random);
    }
}
