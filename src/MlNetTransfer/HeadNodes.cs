using MlNetTransfer.FineTuning;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training;

namespace MlNetTransfer;

/// <summary>Puts a trained head on a backbone as ordinary nodes, so that the saved network is complete and any ONNX runtime can run it.</summary>
internal static class HeadNodes
{
    /// <summary>Name of the output with one score a class, before the softmax.</summary>
    public const string Logits = "class_logits";

    /// <summary>Name of the output with one probability a class.</summary>
    public const string Probabilities = "probabilities";

    /// <summary>Divides a network's scores, so that its probabilities are honest: into the head's weights where it was put on by <see cref="Append"/>.</summary>
    public static Graph Calibrate(Graph network, double temperature)
    {
        Node head = network.Nodes.Last(n => n.Operator is Gemm);
        Dictionary<string, Tensor> constants = new(network.Constants, StringComparer.Ordinal);
        foreach (string name in head.Inputs.Skip(1))
        {
            Tensor tensor = constants[name];
            float[] values = tensor.AsFloats().ToArray();
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)(values[i] / temperature);
            }

            constants[name] = Tensor.FromFloats(tensor.Shape, values);
        }

        return network with { Constants = constants };
    }

    private const string FlatFeatures = "flat_features";

    private const string WeightName = "head_weight";

    private const string BiasName = "head_bias";

    /// <summary>Backbone and head as one network with the outputs feature, <see cref="Logits"/>, <see cref="Probabilities"/>.</summary>
    /// <param name="backbone">A graph that computes <paramref name="feature"/>.</param>
    /// <param name="feature">The feature value, [N, F] or [N, F, 1, 1].</param>
    /// <param name="head">The head.</param>
    /// <param name="hidden">Hidden layers below it; null or empty for none.</param>
    public static Graph Append(Graph backbone, ValueInfo feature, LinearHead head, IReadOnlyList<HiddenLayer>? hidden = null)
    {
        Graph trunk = GraphOptimizer.Optimize(backbone, GraphPasses.None, feature.Name);
        string[] wanted = [Logits, Probabilities, FlatFeatures, WeightName, BiasName];
        HashSet<string> taken = [.. trunk.Nodes.SelectMany(n => n.Outputs), .. trunk.Constants.Keys, .. trunk.Inputs.Select(i => i.Name)];
        Dictionary<string, string> names = wanted.ToDictionary(w => w, w => Unique(w, taken), StringComparer.Ordinal);
        bool flat = feature.Dimensions is { Count: 2 };
        List<Node> nodes = [.. trunk.Nodes];
        if (!flat)
        {
            nodes.Add(new Node(names[FlatFeatures], new Flatten(), [feature.Name], [names[FlatFeatures]]));
        }

        Dictionary<string, Tensor> constants = Constants(trunk.Constants, head, names);
        string input = HiddenNodes.Append(hidden ?? [], flat ? feature.Name : names[FlatFeatures], (nodes, constants), name => Unique(name, taken));
        nodes.AddRange(Nodes(input, names));
        return trunk with
        {
            Nodes = nodes,
            Constants = constants,
            Outputs = [feature, .. Outputs(head.ClassCount, names)],
        };
    }

    /// <summary>What a complete network computes from its features on: input <paramref name="feature"/>, output <paramref name="output"/>.</summary>
    public static Graph Detach(Graph network, ValueInfo feature, string output)
    {
        HashSet<string> known = new(network.Constants.Keys, StringComparer.Ordinal) { feature.Name, "" };
        List<Node> nodes = [];
        foreach (Node node in network.Nodes.Where(n => !n.Outputs.Contains(feature.Name) && n.Inputs.All(known.Contains)))
        {
            nodes.Add(node);
            known.UnionWith(node.Outputs);
        }

        Graph head = network with { Inputs = [feature], Outputs = [network.Outputs.First(o => o.Name == output)], Nodes = nodes };
        return GraphOptimizer.Optimize(head, GraphPasses.None, output);
    }

    private static IEnumerable<Node> Nodes(string input, Dictionary<string, string> names) =>
    [
        new Node("head", new Gemm(TransposeB: true), [input, names[WeightName], names[BiasName]], [names[Logits]]),
        new Node("head_softmax", new Softmax(), [names[Logits]], [names[Probabilities]]),
    ];

    private static Dictionary<string, Tensor> Constants(IReadOnlyDictionary<string, Tensor> present, LinearHead head, Dictionary<string, string> names)
    {
        Dictionary<string, Tensor> all = new(present, StringComparer.Ordinal)
        {
            [names[WeightName]] = Tensor.FromFloats(new Shape(head.ClassCount, head.FeatureCount), head.Weights.Span),
            [names[BiasName]] = Tensor.FromFloats(new Shape(head.ClassCount), head.Bias.Span),
        };
        return all;
    }

    private static ValueInfo[] Outputs(int classCount, Dictionary<string, string> names) =>
    [
        new ValueInfo(names[Logits], ElementType.Float32, [Dimension.Batch, Dimension.Of(classCount)]),
        new ValueInfo(names[Probabilities], ElementType.Float32, [Dimension.Batch, Dimension.Of(classCount)]),
    ];

    private static string Unique(string name, HashSet<string> taken)
    {
        string unique = name;
        for (int i = 2; !taken.Add(unique); i++)
        {
            unique = FormattableString.Invariant($"{name}_{i}");
        }

        return unique;
    }
}
