using MlNetTransfer.Backbones;
using MlNetTransfer.Datasets.Caching;
using MlNetTransfer.Graphs;
using static MlNetTransfer.Pipelines.Vision.ImageClassificationTrainer;

namespace MlNetTransfer.Pipelines.Vision;

/// <summary>The one place where the options of this shape become those of the front door. What the front door can do beyond (fine-tuning, augmentation) is wired here.</summary>
internal static class FrontDoorOptions
{
    /// <summary>Mean and deviation of pixels from 0 to 1, in 0..255.</summary>
    private static readonly float[] UnitMean = [0, 0, 0];

    private static readonly float[] UnitDeviation = [255, 255, 255];

    /// <summary>Options of the front door.</summary>
    public static ImageClassificationTrainerOptions Of(TrainingRun run) => new()
    {
        Backbone = NetworkOf(run),
        BackboneOverrides = run.Options.BackboneOverrides,
        Reading = run.Options.WorkspacePath is { Length: > 0 } folder
            ? run.Options.Reading with { Cache = new FeatureCacheOptions { Folder = folder } }
            : run.Options.Reading,
    };

    /// <summary>The same with ML.NET's preprocessing and its bottleneck, the logits.</summary>
    public static ImageClassificationTrainerOptions OfLegacy(TrainingRun run)
    {
        ImageClassificationTrainerOptions usual = Of(run);
        BackboneSpecification specification = Backbone.Load(usual.Backbone, usual.BackboneOverrides).Specification;
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

    /// <summary>Runs what loads the network; where that is known by architecture only and not here, the message says what to do.</summary>
    public static T Explain<T>(TrainingRun run, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception exception) when (IsByArchitecture(run) && exception is InvalidModelException or UnresolvedBackboneException)
        {
            Architecture architecture = run.Options.Arch;
            throw new UnresolvedBackboneException(
                $"Arch is {architecture}, and its network cannot be used: {exception.Message} Put the file {FileName(architecture)} into {run.NetworkFolder}, "
                + "or set Options.Backbone or MLContext.DefaultBackbone to the path of an ONNX file or a frozen TensorFlow graph.",
                exception);
        }
    }

    private static bool IsByArchitecture(TrainingRun run) => run.Options.Backbone is null && run.DefaultBackbone is null;

    /// <summary>The network: named by the options, else by the context, else ML.NET's file where it was downloaded to, else what the library knows by the architecture's name.</summary>
    private static string NetworkOf(TrainingRun run)
    {
        string file = Path.Combine(run.NetworkFolder, FileName(run.Options.Arch));
        return run.Options.Backbone ?? run.DefaultBackbone ?? (File.Exists(file) ? file : $"mlnet:{run.Options.Arch}");
    }

    /// <summary>The file of an architecture, as ML.NET calls it.</summary>
    private static string FileName(Architecture architecture) => architecture switch
    {
        Architecture.ResnetV2101 => "resnet_v2_101_299.meta",
        Architecture.InceptionV3 => "inception_v3.meta",
        Architecture.MobilenetV2 => "mobilenet_v2.meta",
        _ => "resnet_v2_50_299.meta",
    };
}
