using System.Numerics;
using MlNetTransfer.Runtime;
using PartsRenderer.Rendering;

namespace PartsRenderer.Lighting;

/// <summary>The lamps and the room around a scene. Training and test pictures share no kind of rig.</summary>
internal sealed class LightRig
{
    private static readonly Vector3 _daylight = new(0.92f, 0.98f, 1.12f);
    private static readonly Vector3 _tungsten = new(1.25f, 0.95f, 0.62f);
    private static readonly Vector3 _neutral = new(1.02f, 1.0f, 0.97f);
    private static readonly Vector3 _tube = new(0.9f, 1.06f, 0.95f);

    private LightRig(IReadOnlyList<Light> lights, Vector3 sky, Vector3 wall)
    {
        Lights = lights;
        Sky = sky;
        Wall = wall;
    }

    /// <summary>The lamps, the strongest first.</summary>
    public IReadOnlyList<Light> Lights { get; }

    /// <summary>Light from overhead.</summary>
    public Vector3 Sky { get; }

    /// <summary>Light from the horizon.</summary>
    public Vector3 Wall { get; }

    /// <summary>A window with a lamp, two softboxes, or a lamp close overhead.</summary>
    public static LightRig CreateForTraining(SeededRandom random)
    {
        float turn = random.Between(0, 2 * MathF.PI);
        return random.NextInt32(3) switch
        {
            0 => new LightRig(
                [Lamp(random, turn, (25, 45), _daylight * 2.2f, new Vector2(0.45f, 0.6f)), Lamp(random, turn + 2.4f, (35, 60), _tungsten * 0.7f, new Vector2(0.12f, 0.12f))],
                _daylight * random.Between(0.25f, 0.5f), _daylight * random.Between(0.12f, 0.3f)),
            1 => new LightRig(
                [Lamp(random, turn, (40, 60), _neutral * 1.7f, new Vector2(0.5f, 0.5f)), Lamp(random, turn + random.Between(1.5f, 2.6f), (30, 55), _neutral * 1.1f, new Vector2(0.4f, 0.7f))],
                _neutral * random.Between(0.2f, 0.45f), _neutral * random.Between(0.2f, 0.4f)),
            _ => new LightRig(
                [Lamp(random, turn, (65, 85), _tungsten * 2.1f, new Vector2(0.3f, 0.3f)), Lamp(random, turn + 3, (20, 40), _daylight * 0.5f, new Vector2(0.7f, 0.3f))],
                _tungsten * random.Between(0.15f, 0.3f), _tungsten * random.Between(0.1f, 0.25f)),
        };
    }

    /// <summary>A hard desk lamp, the sun, or a row of tubes.</summary>
    public static LightRig CreateForTest(SeededRandom random)
    {
        float turn = random.Between(0, 2 * MathF.PI);
        return random.NextInt32(3) switch
        {
            0 => new LightRig(
                [Lamp(random, turn, (30, 55), _tungsten * 2.6f, new Vector2(0.1f, 0.1f))],
                _neutral * random.Between(0.12f, 0.3f), _tungsten * random.Between(0.1f, 0.25f)),
            1 => new LightRig(
                [Lamp(random, turn, (35, 65), new Vector3(1.12f, 1.0f, 0.86f) * 2.6f, new Vector2(0.05f, 0.05f))],
                new Vector3(0.5f, 0.7f, 1.05f) * random.Between(0.4f, 0.7f), new Vector3(0.8f, 0.85f, 0.9f) * random.Between(0.3f, 0.5f)),
            _ => new LightRig(
                [Lamp(random, turn, (55, 70), _tube * 1.1f, new Vector2(1.2f, 0.09f)), Lamp(random, turn + 3.1f, (60, 75), _tube * 0.9f, new Vector2(1.2f, 0.09f)), Lamp(random, turn, (30, 40), _tube * 0.5f, new Vector2(1.2f, 0.09f))],
                _tube * random.Between(0.25f, 0.4f), _tube * random.Between(0.2f, 0.4f)),
        };
    }

    /// <summary>What a surface sees of the room in a direction above the horizon, blurred by roughness.</summary>
    public Vector3 Environment(Vector3 direction, float roughness)
    {
        float up = Math.Clamp((direction.Y * (1 - (0.5f * roughness))) + (0.25f * roughness), 0, 1);
        Vector3 color = Vector3.Lerp(Wall, Sky, MathF.Sqrt(up));
        foreach (Light light in Lights)
        {
            color += light.Reflection(direction, roughness);
        }

        return color;
    }

    private static Light Lamp(SeededRandom random, float azimuth, (float Lowest, float Highest) degrees, Vector3 color, Vector2 size)
    {
        float elevation = random.Between(degrees.Lowest, degrees.Highest) * MathF.PI / 180;
        (float sine, float cosine) = MathF.SinCos(azimuth + random.Between(-0.3f, 0.3f));
        Vector3 direction = new(MathF.Cos(elevation) * cosine, MathF.Sin(elevation), MathF.Cos(elevation) * sine);
        return new Light(direction, random.Near(color, 0.12f), size * random.Between(0.7f, 1.3f));
    }
}
