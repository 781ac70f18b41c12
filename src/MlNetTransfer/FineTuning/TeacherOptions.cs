namespace MlNetTransfer.FineTuning;

/// <summary>A trained model whose answers a network learns beside the labels.</summary>
/// <remarks>
/// <para>The loss is (1 - <see cref="Weight"/>) of that by the labels, <see cref="Weight"/> x T² x KL(softmax(teacher / T) || softmax(network / T)), and
/// <see cref="FeatureWeight"/> of the mean squared difference of the features. T² keeps the gradients' size when the temperature changes.</para>
/// <para>The teacher sees the very view that the network sees: the same pixels where both take pictures alike, else the same crop, turn, colours and mixture, made at the
/// teacher's own size. It never judges validation or test pictures.</para>
/// <para><b>Source</b>: Hinton, Vinyals, Dean 2015; Romero et al. 2015 (features); Beyer et al. 2022 (the same view for both).</para>
/// </remarks>
public sealed record TeacherOptions
{
    /// <summary>The model zip, of this library or of ML.NET's image classification. Its classes have the pictures' names, in any order.</summary>
    public required string ModelPath { get; init; }

    /// <summary>Share of the loss that follows the teacher's scores; the labels have the rest.</summary>
    /// <value>0 to 1. The default value is 0.5.</value>
    public double Weight { get; init; } = 0.5;

    /// <summary>What both models' scores are divided by before they are compared: above 1, classes that are not first count too.</summary>
    /// <value>Above 0. The default value is 2.</value>
    public double Temperature { get; init; } = 2;

    /// <summary>Weight of the mean squared difference between both models' features, which must be equally many.</summary>
    /// <value>0 or more. The default value is 0: features are not compared.</value>
    public double FeatureWeight { get; init; }

    /// <summary>Folder of pictures without labels, at any depth; the teacher's part of the loss sees them in every epoch, as the labelled ones. Null for none.</summary>
    /// <value>The default value is null.</value>
    public string? UnlabelledPath { get; init; }

    /// <summary>Problems of these values, one sentence each.</summary>
    internal IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(ModelPath))
        {
            yield return "Teacher.ModelPath is empty; it must name a model zip";
        }

        if (!(Weight >= 0 && Weight <= 1))
        {
            yield return FormattableString.Invariant($"Teacher.Weight is {Weight}; it must be 0 to 1");
        }

        if (!(Temperature > 0) || !double.IsFinite(Temperature))
        {
            yield return FormattableString.Invariant($"Teacher.Temperature is {Temperature}; it must be above 0");
        }

        if (!(FeatureWeight >= 0) || !double.IsFinite(FeatureWeight))
        {
            yield return FormattableString.Invariant($"Teacher.FeatureWeight is {FeatureWeight}; it must be 0 or more");
        }

        if (Weight == 0 && FeatureWeight == 0)
        {
            yield return "Teacher.Weight and Teacher.FeatureWeight are both 0; the teacher would teach nothing";
        }
    }
}
