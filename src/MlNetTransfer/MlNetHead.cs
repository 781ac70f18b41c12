using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer;

/// <summary>The part of a network that ML.NET trained: softmax of features times weights plus bias, found backwards from the scores since node names differ between versions.</summary>
/// <param name="Features">Value that the head reads.</param>
/// <param name="Logits">Value before the softmax.</param>
/// <param name="Probabilities">The scores.</param>
/// <param name="FeatureCount">Length of a feature vector.</param>
/// <param name="ClassCount">Number of classes.</param>
internal sealed record MlNetHead(string Features, string Logits, string Probabilities, int FeatureCount, int ClassCount)
{
    /// <summary>Finds it.</summary>
    /// <param name="source">Name for messages.</param>
    /// <param name="graph">A network whose only output are the scores.</param>
    /// <exception cref="InvalidModelException">The network does not end as ML.NET's do.</exception>
    public static MlNetHead Find(string source, Graph graph)
    {
        string scores = graph.Outputs is [var only] ? only.Name : throw Wrong(source, "the scores are a constant");
        Node softmax = Writer(source, graph, scores);
        Node sum = softmax.Operator is Softmax ? Writer(source, graph, softmax.Inputs[0]) : throw Wrong(source, $"'{scores}' is written by {softmax.Operator.Name}, expected Softmax");
        string logits = softmax.Inputs[0];
        if (sum.Operator is not Add || sum.Inputs.Where(graph.Constants.ContainsKey).ToArray() is not [var bias])
        {
            throw Wrong(source, $"'{logits}' is written by {sum.Operator.Name}, expected Add of a matrix product and a constant bias");
        }

        Node product = Writer(source, graph, sum.Inputs.Single(i => i != bias));
        Tensor? weights = product is { Operator: MatMul or Gemm { Alpha: 1, TransposeA: false, TransposeB: false }, Inputs: [_, var second] }
            ? graph.Constants.GetValueOrDefault(second) : null;
        Shape offsets = graph.Constants[bias].Shape;
        bool fits = weights is { Shape.Rank: 2, ElementType: ElementType.Float32 } && offsets.Rank is 1 or 2 && offsets.ElementCount == weights.Shape[1] && offsets[offsets.Rank - 1] == weights.Shape[1];
        return fits && !graph.Inputs.Any(i => i.Name == product.Inputs[0])
            ? new MlNetHead(product.Inputs[0], logits, scores, weights!.Shape[0], weights.Shape[1])
            : throw Wrong(source, $"'{product.Outputs[0]}' is written by {product.Operator.Name} with weights {weights?.Shape.ToString() ?? "that are no constant"} and bias {offsets}, expected features times [features, classes] plus [classes]");
    }

    /// <summary>The network with the outputs features, logits and probabilities.</summary>
    public Graph Separate(Graph graph)
    {
        Graph pruned = GraphOptimizer.Optimize(graph, GraphPasses.None, Features, Logits, Probabilities);
        Dimension classes = Dimension.Of(ClassCount);
        return pruned with
        {
            Outputs =
            [
                new ValueInfo(Features, ElementType.Float32, [Dimension.Batch, Dimension.Of(FeatureCount)]),
                new ValueInfo(Logits, ElementType.Float32, [Dimension.Batch, classes]),
                new ValueInfo(Probabilities, ElementType.Float32, [Dimension.Batch, classes]),
            ],
        };
    }

    // Copies are passed over: some versions read weights and sums through Identity.
    private static Node Writer(string source, Graph graph, string value)
    {
        Node? writer = graph.Nodes.FirstOrDefault(n => n.Outputs.Contains(value));
        while (writer is { Operator: Identity })
        {
            writer = graph.Nodes.FirstOrDefault(n => n.Outputs.Contains(writer.Inputs[0]));
        }

        return writer ?? throw Wrong(source, $"'{value}' is written by no node");
    }

    private static InvalidModelException Wrong(string source, string found) =>
        new($"{source}: the network does not end with the head that ML.NET trains: {found}. Was it saved by ML.NET's image classification?");
}
