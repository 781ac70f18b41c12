namespace MlNetTransfer.Training;

/// <summary>A linear head that acts on raw features, learnt in any way: probabilities = softmax(Weights x + Bias).</summary>
public sealed record LinearHead
{
    /// <summary>Number of classes, C.</summary>
    public required int ClassCount { get; init; }

    /// <summary>Length of the feature vectors, F.</summary>
    public required int FeatureCount { get; init; }

    /// <summary>Weights, [C, F] row-major, finite.</summary>
    public required ReadOnlyMemory<float> Weights { get; init; }

    /// <summary>Bias, [C], finite.</summary>
    public required ReadOnlyMemory<float> Bias { get; init; }

    /// <summary>Name of the method, for people.</summary>
    public required string Method { get; init; }

    /// <summary>Numbers of the method in text form, by name, for people.</summary>
    /// <value>The default value is empty.</value>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>What scores were divided by before the softmax; already in <see cref="Weights"/> and <see cref="Bias"/>.</summary>
    /// <value>The default value is 1.</value>
    public double Temperature { get; init; } = 1;

    /// <summary>Throws when sizes do not fit or a number is not finite.</summary>
    /// <exception cref="ArgumentException">Says which.</exception>
    internal void Validate()
    {
        if (ClassCount < 2 || Weights.Length != (long)ClassCount * FeatureCount || Bias.Length != ClassCount)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"A head for {ClassCount} classes and {FeatureCount} features takes 2 classes or more, {(long)ClassCount * FeatureCount} weights and {ClassCount} biases; got {Weights.Length} and {Bias.Length}."));
        }

        if (Weights.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue) || Bias.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
        {
            throw new ArgumentException("The head has weights that are not finite: its training diverged. Lower the learning rate.");
        }
    }
}
