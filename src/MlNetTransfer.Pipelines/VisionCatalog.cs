namespace MlNetTransfer.Pipelines;

/// <summary>Trainers for pictures.</summary>
public static class VisionCatalog
{
    /// <summary>Learns to classify pictures.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The labels, a key.</param>
    /// <param name="featureColumnName">The bytes of encoded pictures.</param>
    /// <param name="scoreColumnName">Column that gets probabilities.</param>
    /// <param name="predictedLabelColumnName">Column that gets the key of the most probable class.</param>
    /// <param name="validationSet">Pictures to judge by, with the same columns; null for none of their own.</param>
    /// <returns>The estimator.</returns>
    public static Vision.ImageClassificationTrainer ImageClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel",
        IDataView? validationSet = null) => catalog.ImageClassification(new Vision.ImageClassificationTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ScoreColumnName = scoreColumnName,
            PredictedLabelColumnName = predictedLabelColumnName,
            ValidationSet = validationSet,
        });

    /// <summary>Learns to classify pictures.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">Columns, network, head, callbacks.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">Options are out of range; all are named.</exception>
    public static Vision.ImageClassificationTrainer ImageClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, Vision.ImageClassificationTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new Vision.ImageClassificationTrainer(catalog.Context, options);
    }
}
