using MlNetTransfer.Backbones;
using MlNetTransfer.Datasets.Features;
using MlNetTransfer.Datasets.Streaming;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Training;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer;

/// <summary>Gives fine-tuning what it needs from the front door: files for checkpoints and logs, decoded pictures, a way to put heads on the backbone.</summary>
internal sealed class FineTuningStage
{
    private readonly ImageClassificationTrainerOptions _options;
    private readonly FineTuningOptions _tuning;
    private readonly PretrainedNetwork _backbone;
    private readonly TrainedHead _head;
    private readonly IProgress<TrainingProgress>? _progress;

    public FineTuningStage(ImageClassificationTrainerOptions options, PretrainedNetwork backbone, TrainedHead head, IProgress<TrainingProgress>? progress)
    {
        _options = options;
        _tuning = options.FineTuning ?? throw new ArgumentException("Fine-tuning was not asked for.", nameof(options));
        _backbone = backbone;
        _head = head;
        _progress = progress;
    }

    private BackboneSpecification Specification => _backbone.Specification;

    /// <summary>Fine-tunes; the checkpoint is deleted at the end.</summary>
    /// <param name="features">Features, labels and identities of the pictures.</param>
    /// <param name="teacher">Whose answers are learnt too; null for none.</param>
    /// <param name="cancellationToken">Stops.</param>
    public FineTuningResult Run(TrainingFeatures features, TuningTeacher? teacher, CancellationToken cancellationToken)
    {
        FileCheckpoints? checkpoints = _tuning.CheckpointPath is { } path ? new FileCheckpoints(path) : null;
        UnlabelledPictures? unlabelled = Unlabelled(teacher, cancellationToken);
        using RunLog log = new(_tuning.LogFolder, _progress);
        FineTuningInput input = Input(features, (teacher, unlabelled), log) with { Checkpoints = checkpoints };
        FineTuningResult result = new FineTuner(input, _tuning).Run(cancellationToken);
        checkpoints?.Delete();
        return result;
    }

    /// <summary>Tries learning rates; trains nothing.</summary>
    /// <param name="features">Features, labels and identities of the pictures.</param>
    /// <param name="teacher">Whose answers are learnt too; null for none.</param>
    /// <param name="cancellationToken">Stops.</param>
    public LearningRateSweep FindLearningRate(TrainingFeatures features, TuningTeacher? teacher, CancellationToken cancellationToken)
    {
        UnlabelledPictures? unlabelled = Unlabelled(teacher, cancellationToken);
        using RunLog log = new(_tuning.LogFolder, _progress);
        return new FineTuner(Input(features, (teacher, unlabelled), log), _tuning).FindLearningRate(cancellationToken);
    }

    private UnlabelledPictures? Unlabelled(TuningTeacher? teacher, CancellationToken cancellationToken) =>
        teacher is null || _tuning.Teacher?.UnlabelledPath is not { } folder
            ? null
            : UnlabelledReading.Read(
                folder, new EvaluationRun(_options.Reading, _progress, cancellationToken), (Specification.Preprocessing, teacher.Preprocessing), _tuning.PictureMemoryBytes);

    private FineTuningInput Input(TrainingFeatures features, (TuningTeacher? Teacher, UnlabelledPictures? Unlabelled) taught, RunLog log) => new()
    {
        Pictures = Pictures(features.Train, taught.Teacher) with { Unlabelled = taught.Unlabelled },
        Validation = features.Validation is null ? null : Pictures(features.Validation, teacher: null),
        Attach = Attach,
        Head = TrainingRun.HeadOptionsOf(_options),
        FullHead = _head,
        BackboneIdentity = ClassifierNetwork.BackboneIdentity(_backbone.Description, Specification.FeatureName),
        ThreadCount = _options.Reading.ThreadCount,
        Log = log.Add,
    };

    private TuningPictures Pictures(ExtractedFeatures extracted, TuningTeacher? teacher)
    {
        EvaluationRun run = new(_options.Reading, _progress, CancellationToken.None);
        return new TuningPictures
        {
            Extracted = extracted,
            Decoded = new DecodedPictures(extracted.Listing, run.StreamOptions(Specification.Preprocessing), _tuning.PictureMemoryBytes, teacher?.Preprocessing),
            Preprocessing = Specification.Preprocessing,
            Teacher = teacher,
        };
    }

    /// <summary>Through the writer and the reader, as the saved model will go.</summary>
    private TuningNetwork Attach(TrainedHead head, IReadOnlyList<HiddenLayer> hidden)
    {
        Graph network = OnnxReader.Read(
            OnnxWriter.Write(HeadNodes.Append(_backbone.Trunk, _backbone.Feature, head.ToLinear(), hidden)), new OnnxReadOptions { SourceName = Specification.Name });
        return new TuningNetwork(network, network.Outputs[0].Name, network.Outputs[1].Name)
        {
            Compilation = TuningNetwork.CompilationFor(Specification.Preprocessing, _options.NumericMode, _options.Reading.ThreadCount),
        };
    }
}
