using MlNetTransfer.Backbones;
using MlNetTransfer.Backbones.Published;
using MlNetTransfer.Datasets.Caching;
using static MlNetTransfer.Pipelines.Vision.ImageClassificationTrainer;

namespace MlNetTransfer.Pipelines.Vision;

/// <summary>The one place where the options of this shape become those of the front door. What the front door can do beyond ML.NET is wired here.</summary>
internal static class FrontDoorOptions
{
    /// <summary>Mean and deviation of pixels from 0 to 1, in 0..255.</summary>
    private static readonly float[] UnitMean = [0, 0, 0];

    private static readonly float[] UnitDeviation = [255, 255, 255];

    /// <summary>Options of the front door.</summary>
    public static ImageClassificationTrainerOptions Of(TrainingRun run)
    {
        Options options = run.Options;
        return new ImageClassificationTrainerOptions
        {
            Backbone = options.Backbone ?? run.DefaultBackbone ?? options.Arch.ToString(),
            BackboneOverrides = options.BackboneOverrides,
            BackboneStore = options.BackboneStore.MlNetFolder is null ? options.BackboneStore with { MlNetFolder = run.NetworkFolder } : options.BackboneStore,
            FineTuning = options.FineTuning,
            Reading = options.WorkspacePath is { Length: > 0 } folder ? options.Reading with { Cache = new FeatureCacheOptions { Folder = folder } } : options.Reading,
        };
    }

    /// <summary>The same with ML.NET's preprocessing and its bottleneck, the logits.</summary>
    public static ImageClassificationTrainerOptions OfLegacy(TrainingRun run)
    {
        ImageClassificationTrainerOptions usual = Of(run);
        BackboneStore store = new(usual.BackboneStore);
        BackboneSpecification specification = Backbone.Load(usual.Backbone, usual.BackboneOverrides, store, progress: null, run.CancellationToken).Specification;
        string logits = specification.LogitsName ?? throw new ArgumentException(
            $"LegacyBehavior learns on the network's own class scores, and '{usual.Backbone}' has none that are known. Name them with BackboneOverrides.Logits, or use another network.");
        return usual with
        {
            BackboneOverrides = usual.BackboneOverrides with
            {
                Features = logits,
                Logits = logits,
                Preprocessing = null,
                Mean = UnitMean,
                Deviation = UnitDeviation,
                ValueRange = "0..255",
                Resize = "stretch",
                Interpolation = "tensorflow-bilinear",
            },
        };
    }

    /// <summary>Runs what loads the network; where that is known by architecture only and cannot be had, the message says what else can be done.</summary>
    public static T Explain<T>(TrainingRun run, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (BackboneUnavailableException exception) when (run.Options.Backbone is null && run.DefaultBackbone is null)
        {
            throw new BackboneUnavailableException(
                $"Arch is {run.Options.Arch}: {exception.Message} Or set Options.Backbone or MLContext.DefaultBackbone to the path of an ONNX file or a frozen TensorFlow graph.",
                exception) { Failure = exception.Failure };
        }
    }
}
