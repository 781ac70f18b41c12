using MlNetTransfer.Backbones;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Persistence.Archive;

namespace MlNetTransfer;

/// <summary>A pretrained network with its own classes as a model, without any training.</summary>
internal static class StockModel
{
    private const string Probabilities = "stock_probabilities";

    /// <summary>Composes the model.</summary>
    public static ImageClassifier Create(ImageClassificationTrainerOptions options)
    {
        Backbone backbone = PretrainedNetwork.LoadBackbone(options, progress: null, CancellationToken.None);
        backbone.RequireClassNames();
        PretrainedNetwork trunk = new(backbone, options);
        BackboneSpecification specification = trunk.Specification;
        Graph network = WithProbabilities(backbone.Graph, trunk.Feature, specification.LogitsName!, specification.ClassNames.Count);
        ModelArchiveContent content = new()
        {
            Manifest = new ModelManifest
            {
                Labels = specification.ClassNames,
                Backbone = trunk.Description,
                Network = new NetworkDescription(
                    network.Inputs[0].Name, network.Outputs[0].Name, network.Outputs[1].Name, network.Outputs[2].Name, trunk.FeatureCount, options.NumericMode.ToString()),
                Preprocessing = PreprocessingDescription.From(specification.Preprocessing),
                Head = new HeadDescription("stock", new Dictionary<string, string>(), Temperature: 1),
                Data = new DataDescription("", Found: 0, Used: 0, new int[specification.ClassNames.Count]),
            },
            Network = OnnxWriter.Write(network),
            Machine = ClassifierNetwork.Machine,
            Tolerance = ClassifierNetwork.GoldenTolerance,
        };
        return new ImageClassifier(content, options.Backbone, new Lazy<ClassifierNetwork>(() => new ClassifierNetwork(content, options.Backbone, options.Reading.ThreadCount)));
    }

    /// <summary>The network with the outputs feature, scores, probabilities; scores that are probabilities already stay as they are.</summary>
    private static Graph WithProbabilities(Graph graph, ValueInfo feature, string logits, int classCount)
    {
        Graph pruned = GraphOptimizer.Optimize(graph, GraphPasses.None, feature.Name, logits);
        Node last = pruned.Nodes.Single(n => n.Outputs.Contains(logits));
        ValueInfo scores = pruned.Outputs.Single(o => o.Name == logits);
        List<Node> nodes = [.. pruned.Nodes];
        string flat = logits;
        if (scores.Dimensions is { Count: > 2 })
        {
            flat = logits + "_flat";
            nodes.Add(new Node(flat, new Flatten(), [logits], [flat]));
        }

        string probabilities = last.Operator is Softmax ? flat : Probabilities;
        if (last.Operator is not Softmax)
        {
            nodes.Add(new Node(Probabilities, new Softmax(), [flat], [Probabilities]));
        }

        ValueInfo output = new(probabilities, Tensors.ElementType.Float32, [Dimension.Batch, Dimension.Of(classCount)]);
        return pruned with { Nodes = nodes, Outputs = [feature, scores, output] };
    }
}
