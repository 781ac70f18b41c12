namespace MlNetTransfer.MicrosoftML;

/// <summary>Columns and training options of an <see cref="ImageTransferEstimator"/>; the column names are those of ML.NET's own image trainer.</summary>
public sealed record ImageTransferOptions
{
    /// <summary>Column with the encoded pictures: vectors of bytes, as <c>LoadRawImageBytes</c> makes them.</summary>
    /// <value>The default value is <c>Features</c>.</value>
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>Column with the classes: a key of text values, as <c>MapValueToKey</c> makes it of a text column.</summary>
    /// <value>The default value is <c>Label</c>.</value>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>Column to write the probabilities to, in the order of the label column's key values.</summary>
    /// <value>The default value is <c>Score</c>.</value>
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>Column to write the most probable class to: a key with the label column's key values.</summary>
    /// <value>The default value is <c>PredictedLabel</c>.</value>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>Backbone, head and reading.</summary>
    /// <value>The default value is the trainer's own default. Classes without pictures are always allowed, because a fold of a cross-validation may lack one.</value>
    public ImageClassificationTrainerOptions Trainer { get; init; } = new();

    /// <summary>Folder for the pictures of a training while it runs; they are deleted at its end.</summary>
    /// <value>The default value null means the user's temporary folder.</value>
    public string? WorkingFolder { get; init; }

    /// <summary>Told what the training is doing; it is also written to <c>MLContext.Log</c>.</summary>
    /// <value>The default value is null: nobody.</value>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Stops a training. ML.NET's own cancellation cannot be seen by other assemblies.</summary>
    /// <value>The default value never stops.</value>
    public CancellationToken CancellationToken { get; init; }
}
