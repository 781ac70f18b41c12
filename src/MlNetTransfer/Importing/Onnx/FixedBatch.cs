using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.Onnx;

/// <summary>Turns networks that were saved for batches of one picture into networks for any batch size, where that is safe.</summary>
/// <remarks>
/// Older Model Zoo files have inputs [1, 3, 224, 224] and reshapes to [1, ...]. A first target dimension of 1 means "copy" as long as the batch is 1,
/// so it is written as 0, which says so for every batch. The result is taken only if shape inference then finds the batch as the first dimension of
/// every output; else the file stays as it is.
/// </remarks>
internal static class FixedBatch
{
    /// <summary>Frees the batch size.</summary>
    /// <param name="graph">A graph as it stands in the file.</param>
    /// <returns>A graph whose inputs have the batch as first dimension, or the same graph where not every output would follow it.</returns>
    public static Graph Free(Graph graph)
    {
        bool applies = graph.Inputs.Any(IsOnePicture) && !graph.Inputs.Any(i => i.Dimensions?.Any(d => d.IsBatch) == true);
        if (!applies)
        {
            return graph;
        }

        try
        {
            Graph freed = WithFreeReshapes(graph) with { Inputs = [.. graph.Inputs.Select(i => IsOnePicture(i) ? i with { Dimensions = Free(i.Dimensions!) } : i)] };
            IReadOnlyDictionary<string, ValueInfo> values = ShapeInference.Infer(freed);
            ValueInfo[] outputs = [.. graph.Outputs.Select(o => values[o.Name])];
            return outputs.All(o => o.Dimensions is [{ BatchFactor: 1 }, ..])
                ? freed with { Outputs = outputs, Notices = [.. graph.Notices, "The file fixes the batch size at 1; it was freed."] }
                : graph;
        }
        catch (InvalidModelException)
        {
            // Not free to vary: the network stays one for single pictures. Damage, if that is the cause, is reported where shapes are needed.
            return graph;
        }
    }

    private static bool IsOnePicture(ValueInfo input) => input.Dimensions is { Count: 4 } d && d[0] == Dimension.Of(1);

    private static IReadOnlyList<Dimension> Free(IReadOnlyList<Dimension> dimensions) => [Dimension.Batch, .. dimensions.Skip(1)];

    private static Graph WithFreeReshapes(Graph graph)
    {
        IReadOnlyDictionary<string, ValueInfo> values = ShapeInference.Infer(graph);
        Dictionary<string, Tensor> constants = new(graph.Constants);
        List<Node> nodes = new(graph.Nodes.Count);
        foreach (Node node in graph.Nodes)
        {
            bool startsWithOne = node.Operator is Reshape { AllowZero: false } && graph.Constants.TryGetValue(node.Inputs[1], out Tensor? target)
                && target.ElementType == ElementType.Int64 && target.AsInt64s() is [1, ..]
                && !graph.Constants.ContainsKey(node.Inputs[0]) && values[node.Inputs[0]].Dimensions is { Count: > 0 } d && d[0] == Dimension.Of(1);
            if (!startsWithOne)
            {
                nodes.Add(node);
                continue;
            }

            long[] shape = graph.Constants[node.Inputs[1]].AsInt64s().ToArray();
            shape[0] = 0;
            string name = $"{node.Outputs[0]}/shape";
            while (values.ContainsKey(name) || constants.ContainsKey(name))
            {
                name += "_";
            }

            constants.Add(name, Tensor.FromInt64s(new Shape(shape.Length), shape));
            nodes.Add(node with { Inputs = [node.Inputs[0], name] });
        }

        HashSet<string> used = [.. nodes.SelectMany(n => n.Inputs), .. graph.Outputs.Select(o => o.Name)];
        return graph with { Nodes = nodes, Constants = constants.Where(c => used.Contains(c.Key)).ToDictionary() };
    }
}
