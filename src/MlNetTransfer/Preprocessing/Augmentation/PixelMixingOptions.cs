namespace MlNetTransfer.Preprocessing.Augmentation;

/// <summary>How pictures of a batch are mixed with each other.</summary>
public sealed record PixelMixingOptions
{
    private const double LargestAlpha = 100;

    /// <summary>MixUp: shares are drawn from Beta(alpha, alpha); small values mix little.</summary>
    /// <value>0 (off) to 100; usual is 0.2. The default value is 0.</value>
    public double MixUpAlpha { get; init; }

    /// <summary>CutMix: areas are drawn from Beta(alpha, alpha).</summary>
    /// <value>0 (off) to 100; usual is 1. The default value is 0.</value>
    public double CutMixAlpha { get; init; }

    /// <summary>How often a batch is mixed. Where both ways are on, each is as likely.</summary>
    /// <value>0 to 1. The default value is 1.</value>
    public double Probability { get; init; } = 1;

    /// <summary>Checks all values.</summary>
    /// <returns>One sentence for each problem, none when all is well.</returns>
    public IReadOnlyList<string> FindProblems()
    {
        List<string> problems = [];
        foreach ((string name, double value, double high) in
            ((string, double, double)[])[(nameof(MixUpAlpha), MixUpAlpha, LargestAlpha), (nameof(CutMixAlpha), CutMixAlpha, LargestAlpha), (nameof(Probability), Probability, 1)])
        {
            if (!(value >= 0 && value <= high))
            {
                problems.Add(FormattableString.Invariant($"{name} is {value}, expected 0 to {high}."));
            }
        }

        return problems;
    }

    /// <summary>Throws when a value is wrong, with all problems in one message.</summary>
    /// <exception cref="ArgumentException">At least one value is wrong.</exception>
    public void ThrowIfInvalid()
    {
        IReadOnlyList<string> problems = FindProblems();
        if (problems.Count > 0)
        {
            throw new ArgumentException("The mixing is not usable: " + string.Join(' ', problems));
        }
    }
}
