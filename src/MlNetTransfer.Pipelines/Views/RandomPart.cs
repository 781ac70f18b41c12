using MlNetTransfer.Runtime;

namespace MlNetTransfer.Pipelines.Views;

/// <summary>A range of random numbers: from (inclusive) to below, or everything else.</summary>
internal sealed record RandomPart(long Seed, double From, double Below, bool Outside)
{
    /// <summary>Odd constant that spreads neighbouring places over all seeds: 2^64 / golden ratio.</summary>
    private const ulong Spread = 0x9E3779B97F4A7C15;

    public bool Holds(ulong place)
    {
        double number = new SeededRandom(unchecked(Seed + (long)((place + 1) * Spread))).NextDouble();
        return (number >= From && number < Below) != Outside;
    }
}
