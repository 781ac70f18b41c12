using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Shapes;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution;

/// <summary>A graph for one batch size: every shape is a number, and what depends on shapes alone is a constant.</summary>
internal static class ResolvedGraph
{
    /// <summary>Plans a graph for one batch size.</summary>
    /// <param name="graph">Optimised graph with one input.</param>
    /// <param name="input">Dimensions of the input, all known but for the batch.</param>
    /// <param name="batch">N.</param>
    /// <returns>The plan, not fused.</returns>
    public static ExecutionPlan Plan(Graph graph, IReadOnlyList<Dimension> input, int batch)
    {
        var dimensions = new Dictionary<string, IReadOnlyList<Dimension>>(StringComparer.Ordinal)
        {
            [graph.Inputs[0].Name] = [.. input.Select(dimension => Dimension.Of(dimension.At(batch)))],
        };
        Dictionary<string, InferredValue> values = ShapeInference.InferValues(graph, dimensions);
        var constants = new Dictionary<string, Tensor>(graph.Constants, StringComparer.Ordinal);
        foreach (Node node in graph.Nodes)
        {
            foreach (string output in node.Outputs.Where(name => name.Length > 0))
            {
                if (values[output].Constant is { } constant)
                {
                    constants[output] = constant;
                }
            }
        }

        Graph resolved = graph with
        {
            Constants = constants,
            Nodes = [.. graph.Nodes.Where(node => !node.Outputs.All(output => output.Length == 0 || constants.ContainsKey(output)))],
        };
        Dictionary<string, ValueInfo> infos = values.ToDictionary(
            pair => pair.Key,
            pair => new ValueInfo(pair.Key, pair.Value.ElementType, pair.Value.Dimensions),
            StringComparer.Ordinal);
        return PlanBuilder.Build(resolved, infos, batch);
    }
}
