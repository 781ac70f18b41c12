namespace MlNetTransfer.Training.Optimization;

/// <summary>The optimiser and its constants; formulas and defaults as in PyTorch.</summary>
public sealed record OptimizerOptions
{
    /// <summary>Which rule.</summary>
    /// <value>The default value is <see cref="OptimizerKind.AdamW"/>.</value>
    public OptimizerKind Kind { get; init; } = OptimizerKind.AdamW;

    /// <summary>Largest learning rate of the head; the schedule and the depth lower it.</summary>
    /// <value>Above 0. The default value is 0.001 (suits AdamW; take about 0.01 for <see cref="OptimizerKind.Sgd"/>).</value>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Momentum of <see cref="OptimizerKind.Sgd"/> and <see cref="OptimizerKind.RmsProp"/>.</summary>
    /// <value>0 to below 1. The default value is 0.9.</value>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether the momentum of <see cref="OptimizerKind.Sgd"/> looks ahead. Source: Nesterov, 1983; Sutskever et al., 2013.</summary>
    /// <value>The default value is false.</value>
    public bool Nesterov { get; init; }

    /// <summary>Decay of Adam's mean of gradients.</summary>
    /// <value>0 to below 1. The default value is 0.9.</value>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of squared gradients (alpha of RMSprop).</summary>
    /// <value>0 to below 1. The default value is 0.999.</value>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Addend of the denominator.</summary>
    /// <value>Above 0. The default value is 1e-8.</value>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Pull of weights to zero, per step as a share of the learning rate. Biases and normalisations are left out.</summary>
    /// <value>0 or more. The default value is 0.0001.</value>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>Pull of the backbone's weights to their pretrained values (L2-SP), as <see cref="WeightDecay"/>. Source: Li, Grandvalet, Davoine, 2018.</summary>
    /// <value>0 or more. The default value is 0.</value>
    public double PretrainedPull { get; init; }

    /// <summary>Largest length of the whole gradient; longer ones are scaled down to it; 0 for no limit.</summary>
    /// <value>0 or more. The default value is 1.</value>
    public double ClipNorm { get; init; } = 1;

    /// <summary>Problems of these values, one sentence each.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!(LearningRate > 0) || !double.IsFinite(LearningRate))
        {
            yield return FormattableString.Invariant($"LearningRate is {LearningRate}; it must be above 0");
        }

        foreach ((string name, double value) in new[] { (nameof(Momentum), Momentum), (nameof(Beta1), Beta1), (nameof(Beta2), Beta2) })
        {
            if (!(value >= 0 && value < 1))
            {
                yield return FormattableString.Invariant($"{name} is {value}; it must be 0 or more and below 1");
            }
        }

        foreach ((string name, double value) in new[] { (nameof(WeightDecay), WeightDecay), (nameof(PretrainedPull), PretrainedPull), (nameof(ClipNorm), ClipNorm) })
        {
            if (!(value >= 0) || !double.IsFinite(value))
            {
                yield return FormattableString.Invariant($"{name} is {value}; it must be 0 or more");
            }
        }

        if (!(Epsilon > 0))
        {
            yield return FormattableString.Invariant($"Epsilon is {Epsilon}; it must be above 0");
        }
    }
}
