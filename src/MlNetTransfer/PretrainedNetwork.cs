using MlNetTransfer.Backbones;
using MlNetTransfer.Backbones.Published;
using MlNetTransfer.Datasets;
using MlNetTransfer.Datasets.Features;
using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Persistence.Archive;
using MlNetTransfer.Tensors;

namespace MlNetTransfer;

/// <summary>A backbone cut at its feature and compiled.</summary>
internal sealed class PretrainedNetwork
{
    private readonly ImageClassificationTrainerOptions _options;
    private readonly Lazy<Network> _network;

    public PretrainedNetwork(Backbone backbone, ImageClassificationTrainerOptions options)
    {
        _options = options;
        BackboneSpecification stated = backbone.Specification;
        Specification = stated with { Preprocessing = stated.Preprocessing with { ReducedDecoding = options.ReducedDecoding } };

        Trunk = GraphOptimizer.Optimize(backbone.Graph, GraphPasses.None, Specification.FeatureName);
        _network = new Lazy<Network>(Compile);
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

    public static PretrainedNetwork Load(
        ImageClassificationTrainerOptions options, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        new(LoadBackbone(options, progress, cancellationToken), options);

    public static Backbone LoadBackbone(ImageClassificationTrainerOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        Backbone.Load(
            options.Backbone, options.BackboneOverrides, new BackboneStore(options.BackboneStore), progress is null ? null : new DownloadMeter(progress), cancellationToken);

    /// <summary>Features of a listing's pictures, from the cache where it has them.</summary>
    public ExtractedFeatures Extract(PictureListing pictures, EvaluationRun run) =>
        new FeatureExtractor(new FeatureExtractorOptions
        {
            Stream = run.StreamOptions(Specification.Preprocessing),
            Network = (pixels, destination) => Run(pixels, run.CancellationToken).CopyTo(destination),
            FeatureCount = FeatureCount,
            BackboneIdentity = ClassifierNetwork.BackboneIdentity(Description, Specification.FeatureName),
            EngineIdentity = ClassifierNetwork.EngineIdentity(_options.NumericMode),
            Cache = run.Cache,
        }).Extract(pictures, new ProgressMeter(run.Phase, run.Progress), run.CancellationToken);

    /// <summary>Features of a batch, [N, F].</summary>
    public float[] Run(PixelBatch pixels, CancellationToken cancellationToken) => _network.Value.Run(pixels, cancellationToken)[0];

    /// <summary>Through the writer and the reader, as the saved model will go: what is learnt on is what will be run.</summary>
    private Network Compile()
    {
        Graph saved = OnnxReader.Read(OnnxWriter.Write(Trunk), new OnnxReadOptions { SourceName = Specification.Name });
        return Network.Compile(saved, new NetworkOptions
        {
            Normalization = Specification.Preprocessing.Normalization,
            InputHeight = Specification.Preprocessing.Height,
            InputWidth = Specification.Preprocessing.Width,
            NumericMode = _options.NumericMode,
            ThreadCount = _options.Reading.ThreadCount,
        });
    }

    private static ValueInfo FeatureShape(Graph trunk, BackboneSpecification specification)
    {
        Dimension height = Dimension.Of(specification.Preprocessing.Height);
        Dimension width = Dimension.Of(specification.Preprocessing.Width);
        Dimension channels = Dimension.Of(PixelBatch.ChannelCount);
        IReadOnlyList<Dimension> input = specification.Preprocessing.Normalization.ChannelsLast
            ? [Dimension.Batch, height, width, channels]
            : [Dimension.Batch, channels, height, width];
        ValueInfo feature = ShapeInference.Infer(
            trunk, new Dictionary<string, IReadOnlyList<Dimension>> { [trunk.Inputs[0].Name] = input })[trunk.Outputs[0].Name];
        return feature.Dimensions is { Count: > 1 } dimensions && dimensions[0].IsBatch && dimensions.Skip(1).All(d => d.IsConstant)
            ? feature
            : throw new InvalidModelException(
                $"{specification.Name}: the feature '{feature.Name}' is {feature}; a feature has the batch first and fixed sizes after it. Choose another value with --features.");
    }
}
