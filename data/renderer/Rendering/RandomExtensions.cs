using System.Numerics;
using MlNetTransfer.Runtime;

namespace PartsRenderer.Rendering;

/// <summary>Draws of the shapes that a scene needs.</summary>
internal static class RandomExtensions
{
    /// <summary>A number from a range, each equally likely.</summary>
    public static float Between(this SeededRandom random, float low, float high) => low + ((float)random.NextDouble() * (high - low));

    /// <summary>True with a probability.</summary>
    public static bool Chance(this SeededRandom random, double probability) => random.NextDouble() < probability;

    /// <summary>One of some items, each equally likely.</summary>
    public static T Pick<T>(this SeededRandom random, IReadOnlyList<T> items) => items[random.NextInt32(items.Count)];

    /// <summary>A normally distributed number (Box and Muller 1958).</summary>
    public static float Gaussian(this SeededRandom random)
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        return (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble()));
    }

    /// <summary>A colour near another one: each channel scaled by up to a share.</summary>
    public static Vector3 Near(this SeededRandom random, Vector3 color, float share) =>
        color * new Vector3(random.Between(1 - share, 1 + share), random.Between(1 - share, 1 + share), random.Between(1 - share, 1 + share));
}
