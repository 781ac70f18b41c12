using MlNetTransfer.Graphs.Passes;

namespace MlNetTransfer.Graphs;

/// <summary>Rewrites graphs into simpler ones that compute the same in inference.</summary>
/// <remarks>
/// Results differ by rounding only: weights that take over a scale are rounded once from binary64. Batch normalisation and dropout are taken to be in
/// inference mode. The optimised graph may hold operators that ONNX lacks (Silu, ScaleShift, ChannelShuffle); the writer expands them.
/// </remarks>
public static class GraphOptimizer
{
    // In this order: each pass finds what the ones before it made plain.
    private static readonly (GraphPasses Kind, Func<Graph, Graph> Apply)[] Passes =
    [
        (GraphPasses.RemoveDropout, NoOperationRemoval.ApplyToDropout),
        (GraphPasses.RemoveNoOperations, NoOperationRemoval.Apply),
        (GraphPasses.FoldConstants, ConstantFolding.Apply),
        (GraphPasses.Normalize, SoftmaxNormalization.Apply),
        (GraphPasses.RecognizePatterns, ActivationRecognition.Apply),
        (GraphPasses.RecognizePatterns, ActivationRecognition.Apply), // HardSwish may need the HardSigmoid that the first round made.
        (GraphPasses.RecognizePatterns, LayerNormRecognition.Apply),
        (GraphPasses.RecognizePatterns, ChannelShuffleRecognition.Apply),
        (GraphPasses.MergePads, PadMerging.Apply),
        (GraphPasses.RecognizePatterns, PoolingRecognition.Apply),
        (GraphPasses.RecognizePatterns, GemmRecognition.Apply),
        (GraphPasses.EliminateTransposes, TransposeElimination.Apply),
        (GraphPasses.Normalize, ReshapeNormalization.Apply),
        (GraphPasses.RemoveNoOperations, NoOperationRemoval.Apply),
        (GraphPasses.FoldAffine, AffineFolding.Apply),
        (GraphPasses.FoldConstants, ConstantFolding.Apply),
    ];

    /// <summary>Optimises a graph for inference.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="outputs">Names of the wanted values, which keep their names; any value can be one. None: the graph's own outputs.</param>
    /// <returns>The rewritten graph; outputs carry their inferred shapes.</returns>
    /// <exception cref="ArgumentException">The graph has no such value.</exception>
    /// <exception cref="InvalidModelException">A node does not fit its inputs, or constants exceed their budget.</exception>
    public static Graph Optimize(Graph graph, params IReadOnlyList<string> outputs) => Optimize(graph, GraphPasses.Inference, outputs);

    /// <summary>Rewrites a graph with chosen passes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="passes">Which rewritings.</param>
    /// <param name="outputs">Names of the wanted values, which keep their names; any value can be one. None: the graph's own outputs.</param>
    /// <returns>The rewritten graph; outputs carry their inferred shapes.</returns>
    /// <exception cref="ArgumentException">The graph has no such value.</exception>
    /// <exception cref="InvalidModelException">A node does not fit its inputs, or constants exceed their budget.</exception>
    public static Graph Optimize(Graph graph, GraphPasses passes, params IReadOnlyList<string> outputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(outputs);
        IReadOnlyDictionary<string, ValueInfo> values = ShapeInference.Infer(graph);
        Graph current = Pruning.Apply(graph, outputs);
        current = current with { Outputs = [.. current.Outputs.Select(o => values[o.Name])] };
        foreach ((GraphPasses kind, Func<Graph, Graph> apply) in Passes)
        {
            if (passes.HasFlag(kind))
            {
                current = apply(current);
            }
        }

        return Pruning.Apply(current, []);
    }
}
