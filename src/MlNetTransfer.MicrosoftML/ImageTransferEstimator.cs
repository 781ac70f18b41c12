using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNetTransfer.MicrosoftML;

/// <summary>Retrains a pretrained network inside an ML.NET pipeline: after <c>LoadRawImageBytes</c> and <c>MapValueToKey</c>, before <c>MapKeyToValue</c>.</summary>
/// <remarks><b>Threading</b>: holds options only; any number of trainings may run at once, as in a cross-validation.</remarks>
public sealed class ImageTransferEstimator : IEstimator<ImageTransferTransformer>
{
    private readonly MLContext _mlContext;
    private readonly ImageTransferOptions _options;

    /// <summary>Makes an estimator.</summary>
    /// <param name="mlContext">The context of the pipeline.</param>
    /// <param name="options">Columns and training options; null for the defaults.</param>
    public ImageTransferEstimator(MLContext mlContext, ImageTransferOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        _mlContext = mlContext;
        _options = options ?? new ImageTransferOptions();
    }

    /// <summary>Trains on every row with a label; unreadable pictures are left out and reported.</summary>
    /// <param name="input">Data with the feature and label columns.</param>
    /// <returns>The model as a step of a pipeline, with the report of its training.</returns>
    /// <exception cref="ArgumentException">A column is missing or of another type; the message says which and what was expected.</exception>
    /// <exception cref="Datasets.UnusableDatasetException">The pictures cannot be used: fewer than two classes have any, or too many are unreadable.</exception>
    public ImageTransferTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using IChannel channel = ((IHostEnvironment)_mlContext).Register(nameof(ImageTransferEstimator)).Start("Fit");
        using TrainingRows rows = TrainingRows.Collect(input, _options);
        if (rows.WithoutLabel > 0)
        {
            channel.Warning(MessageSensitivity.None, FormattableString.Invariant($"{rows.WithoutLabel} rows have no label and are not used."));
        }

        ImageClassificationTrainerOptions trainerOptions = _options.Trainer with { Reading = _options.Trainer.Reading with { AllowEmptyClasses = true } };
        TrainingResult result = new ImageClassificationTrainer(trainerOptions).Fit(rows.Pictures, new ChannelProgress(channel, _options.Progress), _options.CancellationToken);
        foreach (string warning in result.Report.Warnings.Concat(result.Report.Images.Skipped.Select(s => $"row {s.RelativePath}: {s.Message}")))
        {
            channel.Warning(MessageSensitivity.UserData, warning);
        }

        channel.Info(
            MessageSensitivity.None,
            FormattableString.Invariant($"{result.Report.Images} Left-out accuracy {result.Report.LeftOut.Accuracy.Value:P1}, {result.Report.Seconds.Total:F1} s."));
        return new ImageTransferTransformer(_mlContext, result, _options);
    }

    /// <summary>The columns that a model will add.</summary>
    /// <param name="inputSchema">Columns before this step.</param>
    /// <returns>The same with scores and predicted label.</returns>
    /// <exception cref="ArgumentException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column label = inputSchema.FirstOrDefault(c => c.Name == _options.LabelColumnName);
        if (label.Name is null || !label.IsKey)
        {
            throw ColumnProblem.Label(_options.LabelColumnName, label.Name is null ? "is missing" : $"is {label.ItemType}");
        }

        // Shapes carry no sizes, so two classes of any name stand for all.
        return ScoreColumns.CreateEstimator(_mlContext, _options, ["a", "b"], (_, _) => { }).GetOutputSchema(inputSchema);
    }
}
