using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Persistence.Archive;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Tensors;

namespace MlNetTransfer;

/// <summary>A model's network, compiled: pixels to features and probabilities. Always made from the bytes that are saved, so that what was measured is what is used.</summary>
internal sealed class ClassifierNetwork
{
    /// <summary>Largest difference of golden answers on machines with other instructions.</summary>
    public const double GoldenTolerance = 1e-3;

    private readonly Network _network;
    private readonly Lazy<Network> _head;

    public ClassifierNetwork(ModelArchiveContent content, string source, int threadCount)
    {
        Manifest = content.Manifest;
        Preprocessing = content.Manifest.Preprocessing.ToPreprocessing();
        NetworkDescription names = content.Manifest.Network;
        Graph graph = OnnxReader.Read(content.Network, new OnnxReadOptions { SourceName = source });
        ThreadCount = threadCount;
        NumericMode = ModelRules.NumericModeOf(content.Manifest, source);
        ModelRules.CheckOutputs(content.Manifest, graph, source);
        _network = ModelRules.Compile(source, graph, new NetworkOptions
        {
            Outputs = [names.Features, names.Probabilities],
            Normalization = TakesFloats ? null : Preprocessing.Normalization,
            InputHeight = Preprocessing.Height,
            InputWidth = Preprocessing.Width,
            NumericMode = NumericMode,
            ThreadCount = threadCount,
        });
        ModelRules.CheckShapes(content.Manifest, _network, source);
        ModelRules.CheckInput(Preprocessing, _network.Input, source);
        _head = new Lazy<Network>(() => Network.Compile(
            HeadNodes.Detach(graph, graph.Outputs.First(o => o.Name == names.Features), names.Probabilities),
            new NetworkOptions { NumericMode = NumericMode, ThreadCount = threadCount }));
    }

    /// <summary>What bits depend on, on this machine.</summary>
    public static MachineIdentity Machine { get; } = MachineIdentity.Current(Network.Instructions);

    public ModelManifest Manifest { get; }

    public ImagePreprocessing Preprocessing { get; }

    public NumericMode NumericMode { get; }

    /// <summary>Whether pixels are normalised before the network instead of in its first step, which reads bytes.</summary>
    private bool TakesFloats => Preprocessing.Samples == PixelSamples.Floats;

    public int ThreadCount { get; }

    /// <summary>Identity of what features depend on besides pixels and preprocessing, for the feature cache.</summary>
    public static string EngineIdentity(NumericMode mode) =>
        string.Join('/', Machine.Architecture, Machine.Instructions, mode, typeof(Network).Assembly.ManifestModule.ModuleVersionId);

    /// <summary>Identity of a backbone for the feature cache: which weights, and which value is the feature.</summary>
    public static string BackboneIdentity(BackboneDescription backbone, string feature) =>
        (backbone.Sha256.Length > 0 ? backbone.Sha256 : backbone.Source) + ":" + feature;

    /// <summary>Probabilities [N, classes] and features [N, F].</summary>
    public (float[] Features, float[] Probabilities) Run(PixelBatch pixels, CancellationToken cancellationToken = default)
    {
        float[][] outputs = TakesFloats
            ? _network.Run(NormalizedPixels.Of(pixels, Preprocessing.Normalization), pixels.Count, cancellationToken)
            : _network.Run(pixels, cancellationToken);
        return (outputs[0], outputs[1]);
    }

    /// <summary>Probabilities [N, classes] from features [N, F], to the bit what the whole network gives.</summary>
    public FeatureMatrix RunHead(FeatureMatrix features)
    {
        const int RowsAtOnce = 256;
        FeatureMatrix probabilities = new(features.RowCount, Manifest.Labels.Count);
        for (int start = 0; start < features.RowCount; start += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, features.RowCount - start);
            ReadOnlyMemory<float> rows = features.Values.Slice(start * features.ColumnCount, count * features.ColumnCount);
            _head.Value.Run(rows, count)[0].CopyTo(probabilities.Values.Span[(start * probabilities.ColumnCount)..]);
        }

        return probabilities;
    }

    /// <summary>Answer for one picture at the network's size, in bytes.</summary>
    public (float[] Features, float[] Probabilities) RunOne(ReadOnlyMemory<byte> pixels) =>
        Run(new PixelBatch(pixels, 1, Preprocessing.Height, Preprocessing.Width));
}
