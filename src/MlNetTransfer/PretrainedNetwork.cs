using MlNetTransfer.Backbones;
using MlNetTransfer.Datasets;
using MlNetTransfer.Datasets.Caching;
using MlNetTransfer.Datasets.Features;
using MlNetTransfer.Datasets.Streaming;
using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Persistence.Archive;

namespace MlNetTransfer;

/// <summary>A backbone cut at its feature and compiled.</summary>
internal sealed class PretrainedNetwork
{
    private readonly ImageClassificationTrainerOptions _options;
    private readonly Lazy<Network> _network;

    private PretrainedNetwork(Backbone backbone, ImageClassificationTrainerOptions options)
    {
        _options = options;
        Specification = backbone.Specification;

        // Through the writer and the reader, as the saved model will go: what is learnt on is what will be run.
        byte[] trunk = OnnxWriter.Write(GraphPruning.ToOutputs(backbone.Graph, [Specification.Features]));
        Trunk = OnnxReader.Read(trunk, new OnnxReadOptions { SourceName = Specification.Name });
        _network = new Lazy<Network>(() => Network.Compile(Trunk, new NetworkOptions
        {
            Normalization = Specification.Preprocessing.Normalization,
            InputHeight = Specification.Preprocessing.Height,
            InputWidth = Specification.Preprocessing.Width,
            NumericMode = options.NumericMode,
            ThreadCount = options.Reading.ThreadCount,
        }));
        Feature = FeatureShape(Trunk, Specification);
        FeatureCount = checked((int)Feature.Dimensions!.Skip(1).Aggregate(1L, (product, d) => product * d.Constant));
    }

    public BackboneSpecification Specification { get; }

    /// <summary>The graph down to the feature.</summary>
    public Graph Trunk { get; }

    /// <summary>The feature value.</summary>
    public ValueInfo Feature { get; }

    public int FeatureCount { get; }

    public int ThreadCount => _options.Reading.ThreadCount;

    public NumericMode NumericMode => _options.NumericMode;

    public BackboneDescription Description => new(Specification.Name, Specification.Source, Specification.Sha256, Specification.License);

    public static PretrainedNetwork Load(ImageClassificationTrainerOptions options) =>
        new(Backbone.Load(options.Backbone, options.BackboneOverrides), options);

    /// <summary>Features of a listing's pictures, from the cache where it has them.</summary>
    public ExtractedFeatures Extract(PictureListing pictures, EvaluationRun run) =>
        new FeatureExtractor(new FeatureExtractorOptions
        {
            Stream = run.StreamOptions(Specification.Preprocessing),
            Network = (pixels, destination) => _network.Value.Run(pixels, run.CancellationToken)[0].CopyTo(destination),
            FeatureCount = FeatureCount,
            BackboneIdentity = ClassifierNetwork.BackboneIdentity(Description, Specification.Features),
            EngineIdentity = ClassifierNetwork.EngineIdentity(_options.NumericMode),
            Cache = run.OpenCache(),
        }).Extract(pictures, new ProgressMeter(run.Phase, run.Progress), run.CancellationToken);
}
