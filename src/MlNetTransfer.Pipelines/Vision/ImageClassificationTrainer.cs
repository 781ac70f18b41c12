using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Runtime;

namespace MlNetTransfer.Pipelines.Vision;

/// <summary>Learns to classify pictures: features of a pretrained network, and a head on top.</summary>
/// <remarks>
/// In: a column of encoded pictures (<c>Vector&lt;Byte&gt;</c>, as <c>LoadRawImageBytes</c> makes it) and a key column. Out: <c>Score</c>, a probability for each key, and
/// <c>PredictedLabel</c>, the key of the most probable one. <b>Threading</b>: any number of trainings at once.
/// </remarks>
public sealed partial class ImageClassificationTrainer : RowEstimator<MulticlassPredictionTransformer<ImageClassificationModelParameters>>
{
    /// <summary>How the trainer calls itself in the log: name of the trainer, then of the channel.</summary>
    private const string LogSource = Name + "; " + Name;

    private const string Name = "ImageClassificationTrainer";

    private readonly MLContext _context;
    private readonly Options _options;

    internal ImageClassificationTrainer(MLContext context, Options options)
    {
        _context = context;
        _options = options.Copy();
        _options.Validate();
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column features = inputSchema.Require(_options.FeatureColumnName, Name);
        SchemaShape.Column label = inputSchema.Require(_options.LabelColumnName, Name);
        TrainingRows.CheckFeatures(_options.FeatureColumnName, features.Type);
        TrainingRows.CheckLabel(_options.LabelColumnName, label.Type);
        return inputSchema.With(
            new SchemaShape.Column(_options.ScoreColumnName, new VectorDataViewType(NumberDataViewType.Single), hasKeyValues: false),
            new SchemaShape.Column(_options.PredictedLabelColumnName, new KeyDataViewType(typeof(uint), 1), hasKeyValues: true));
    }

    /// <summary>Learns.</summary>
    /// <param name="input">Pictures and keys.</param>
    /// <returns>The classifier as a transformer.</returns>
    /// <exception cref="ArgumentException">A column is missing or of another type, or there is only one class.</exception>
    /// <exception cref="Datasets.UnusableDatasetException">Too many pictures cannot be used; all are named.</exception>
    /// <exception cref="Backbones.UnresolvedBackboneException">What the pretrained network means is not known; the message lists what to state.</exception>
    /// <exception cref="Backbones.Published.BackboneUnavailableException">The pretrained network is not here and cannot be had; the message says which file to put where.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public override MulticlassPredictionTransformer<ImageClassificationModelParameters> Fit(IDataView input) => Fit(input, validationData: null);

    /// <summary>Learns, and judges by other pictures.</summary>
    /// <param name="trainData">Pictures and keys to learn from.</param>
    /// <param name="validationData">Pictures and keys to judge by, with the same columns; null for those of the options.</param>
    /// <returns>The classifier as a transformer.</returns>
    /// <exception cref="ArgumentException">A column is missing or of another type, or there is only one class.</exception>
    public MulticlassPredictionTransformer<ImageClassificationModelParameters> Fit(IDataView trainData, IDataView? validationData)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(_context.CancellationToken, _options.CancellationToken);
        TrainingRun run = new()
        {
            Options = _options,
            Seed = _context.Seed,
            NetworkFolder = Path.Combine(_context.TempFilePath, "MLNET"),
            DefaultBackbone = _context.DefaultBackbone,
            Tell = (kind, message) => _context.Tell(LogSource, kind, message),
            CancellationToken = cancellation.Token,
        };
        cancellation.Token.ThrowIfCancellationRequested();
        TrainingRows train = TrainingRows.Read(trainData, run, labelValues: null);
        TrainingRows? validation = (validationData ?? _options.ValidationSet) is { } set ? TrainingRows.Read(set, run, train.ClassNames) : null;
        ImageClassificationModelParameters model = Learn(run, train, validation);
        return new MulticlassPredictionTransformer<ImageClassificationModelParameters>(
            model,
            new PredictionColumns(_options.FeatureColumnName, _options.LabelColumnName, _options.ScoreColumnName, _options.PredictedLabelColumnName),
            train.KeyValues,
            _context);
    }

    private ImageClassificationModelParameters Learn(TrainingRun run, TrainingRows train, TrainingRows? validation)
    {
        if (_options.LegacyBehavior)
        {
            return DescentTraining.Run(run, train, validation);
        }

        string[] changed = [.. _options.DescentOptions()];
        bool isDescent = _options.HeadMethod == HeadMethod.GradientDescent
            || (_options.HeadMethod == HeadMethod.Automatic && changed.Length > 0 && _options.FineTuning is null);
        if (isDescent)
        {
            run.Tell(ChannelMessageKind.Info, changed.Length > 0
                ? $"The head is learnt by gradient descent, because {string.Join(", ", changed)} ask for it."
                : "The head is learnt by gradient descent, because HeadMethod says so.");
            return DescentTraining.Run(run, train, validation);
        }

        run.Tell(ChannelMessageKind.Info, changed.Length > 0
            ? $"The head is learnt in closed form, because {(_options.FineTuning is null ? "HeadMethod says so" : "FineTuning starts from it")}: {string.Join(", ", changed)} have no effect."
            : "The head is learnt in closed form: there are no epochs and no learning rate.");
        return ClosedFormTraining.Run(run, train, validation);
    }
}
