namespace MlNetTransfer.Training.Losses;

/// <summary>What a gradient training minimises.</summary>
public sealed record LossOptions
{
    /// <summary>Share of every target that is spread evenly over all classes. Source: Szegedy et al., 2016.</summary>
    /// <value>0 to below 1. The default value is 0.</value>
    public double LabelSmoothing { get; init; }

    /// <summary>Exponent that plays down pictures which are right already; 0 is cross-entropy. Source: Lin et al., 2017 (focal loss).</summary>
    /// <value>0 or more. The default value is 0.</value>
    public double FocalGamma { get; init; }

    /// <summary>Whether classes count by their number of pictures or all the same.</summary>
    /// <value>The default value is <see cref="ClassWeighting.None"/>.</value>
    public ClassWeighting ClassWeighting { get; init; }

    /// <summary>Share of the loss that follows a teacher's scores instead of the labels, where there is a teacher. Source: Hinton, Vinyals, Dean, 2015.</summary>
    /// <value>0 to 1. The default value is 0.5.</value>
    public double DistillationShare { get; init; } = 0.5;

    /// <summary>What scores are divided by before teacher and student are compared.</summary>
    /// <value>Above 0. The default value is 2.</value>
    public double DistillationTemperature { get; init; } = 2;

    /// <summary>Weight of the mean squared difference to a teacher's features, where there are any. Source: Romero et al., 2015.</summary>
    /// <value>0 or more. The default value is 0.</value>
    public double FeatureMatching { get; init; }

    /// <summary>Problems of these values, one sentence each.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!(LabelSmoothing >= 0 && LabelSmoothing < 1))
        {
            yield return FormattableString.Invariant($"LabelSmoothing is {LabelSmoothing}; it must be 0 or more and below 1");
        }

        foreach ((string name, double value) in new[] { (nameof(FocalGamma), FocalGamma), (nameof(FeatureMatching), FeatureMatching) })
        {
            if (!(value >= 0) || !double.IsFinite(value))
            {
                yield return FormattableString.Invariant($"{name} is {value}; it must be 0 or more");
            }
        }

        if (!(DistillationShare >= 0 && DistillationShare <= 1))
        {
            yield return FormattableString.Invariant($"DistillationShare is {DistillationShare}; it must be 0 to 1");
        }

        if (!(DistillationTemperature > 0) || !double.IsFinite(DistillationTemperature))
        {
            yield return FormattableString.Invariant($"DistillationTemperature is {DistillationTemperature}; it must be above 0");
        }
    }
}
