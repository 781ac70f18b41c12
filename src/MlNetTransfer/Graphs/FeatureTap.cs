using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Graphs;

/// <summary>A place in a network where pictures have become vectors, found by the network's structure.</summary>
/// <param name="Features">Name of the value that the classifier reads: one vector for each picture.</param>
/// <param name="FeatureCount">Length of the vector.</param>
/// <param name="Logits">Name of the classifier's result before softmax; null when the network ends with the features.</param>
/// <param name="ClassCount">Number of classes; 0 when there is no classifier.</param>
/// <param name="Classifier">Name of the classifier's node; null when there is none.</param>
/// <remarks>A suggestion for messages and for inspection. A classifier behind a pooling at the end is taken unasked, with a notice; else metadata or the user say which value it is.</remarks>
public sealed record FeatureTap(string Features, int FeatureCount, string? Logits, int ClassCount, string? Classifier)
{
    /// <summary>Finds candidates.</summary>
    /// <param name="graph">The graph as it was read.</param>
    /// <returns>
    /// The input of the last matrix product or 1x1 convolution that decides the output first, then the inputs of those before it, then pooled values; may be empty.
    /// </returns>
    /// <exception cref="InvalidModelException">A node does not fit its inputs.</exception>
    public static IReadOnlyList<FeatureTap> Find(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        IReadOnlyDictionary<string, ValueInfo> values = ShapeInference.Infer(graph);
        List<FeatureTap> taps = [];
        foreach (Node node in graph.Nodes.Reverse())
        {
            if (taps.Count > 0 && node.Operator is Conv conv && !IsPointwise(conv))
            {
                break;
            }

            if (Tap(graph, node, values) is { } tap && !taps.Exists(t => t.Features == tap.Features))
            {
                taps.Add(tap);
            }
        }

        return taps;
    }

    /// <summary>Finds the features of a network that ends with a pooling and one classifier on top of it, which leaves no choice.</summary>
    /// <param name="graph">The graph as it was read.</param>
    /// <returns>What the classifier reads; null where the network ends in another way, such as with several dense layers.</returns>
    /// <exception cref="InvalidModelException">A node does not fit its inputs.</exception>
    internal static FeatureTap? FindSole(Graph graph)
    {
        if (Find(graph) is not [{ Classifier: not null } last, ..])
        {
            return null;
        }

        Node? before = Producer(graph, last.Features);
        while (before is { Operator: Flatten or Reshape or Squeeze or Dropout or Identity or Transpose })
        {
            before = Producer(graph, before.Inputs[0]);
        }

        return before is { Operator: GlobalAveragePool or GlobalMaxPool or ReduceMean or AveragePool or MaxPool } ? last : null;
    }

    private static Node? Producer(Graph graph, string value) => graph.Nodes.FirstOrDefault(node => node.Outputs.Contains(value));

    private static FeatureTap? Tap(Graph graph, Node node, IReadOnlyDictionary<string, ValueInfo> values)
    {
        string input = node.Inputs.Count > 0 ? node.Inputs[0] : "";
        int length = VectorLength(values, input);
        bool classifies = length > 0 && (node.Operator is Gemm or MatMul || (node.Operator is Conv conv && IsPointwise(conv)));
        if (classifies)
        {
            string logits = Result(graph, node, values);
            return new FeatureTap(input, length, logits, VectorLength(values, logits), node.Name);
        }

        bool pools = node.Operator is GlobalAveragePool or ReduceMean or GlobalMaxPool && VectorLength(values, node.Outputs[0]) > 0;
        if (!pools)
        {
            return null;
        }

        string pooled = Result(graph, node, values);
        int count = VectorLength(values, pooled);
        bool isLogits = FeedsOnlyOutput(graph, pooled);
        return isLogits && PointwiseBefore(graph, node) is { } classifier
            ? new FeatureTap(classifier.Inputs[0], VectorOrChannels(values, classifier.Inputs[0]), pooled, count, classifier.Name)
            : new FeatureTap(pooled, count, null, 0, null);
    }

    // The value after a bias and reshapes: what a caller would ask for.
    private static string Result(Graph graph, Node node, IReadOnlyDictionary<string, ValueInfo> values)
    {
        string result = node.Outputs[0];
        while (graph.Nodes.Where(n => n.Inputs.Contains(result)).ToArray() is [var only])
        {
            bool continues = only.Operator is Flatten or Reshape or Squeeze || (only.Operator is Add && only.Inputs.Any(graph.Constants.ContainsKey));
            if (!continues || graph.Outputs.Any(o => o.Name == result) || VectorLength(values, only.Outputs[0]) == 0)
            {
                break;
            }

            result = only.Outputs[0];
        }

        return result;
    }

    private static bool FeedsOnlyOutput(Graph graph, string value) =>
        graph.Nodes.Where(n => n.Inputs.Contains(value)).All(n => n.Operator is Softmax or LogSoftmax or Flatten or Reshape or Squeeze);

    // SqueezeNet and NiN: the classifier is a 1x1 convolution, pooling comes after it.
    private static Node? PointwiseBefore(Graph graph, Node node)
    {
        Node? before = node;
        do
        {
            before = Producer(graph, before.Inputs[0]);
        }
        while (before is { Operator: Relu or Dropout or Identity or Clip });
        return before is { Operator: Conv conv } && IsPointwise(conv) ? before : null;
    }

    private static bool IsPointwise(Conv conv) => conv is { Group: 1, Window: { Kernel: (1, 1), Strides: (1, 1) } };

    private static int VectorOrChannels(IReadOnlyDictionary<string, ValueInfo> values, string name) =>
        values[name].Dimensions is [_, { IsConstant: true } channels, ..] ? (int)channels.Constant : 0;

    // [N, C] or [N, C, 1, 1]; 0 for everything else.
    private static int VectorLength(IReadOnlyDictionary<string, ValueInfo> values, string name) =>
        values.GetValueOrDefault(name)?.Dimensions is [{ IsBatch: true }, { IsConstant: true } count, ..] dimensions && dimensions.Skip(2).All(d => d == Dimension.Of(1))
            ? (int)count.Constant
            : 0;
}
