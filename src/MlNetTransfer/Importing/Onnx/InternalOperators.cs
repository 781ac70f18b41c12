using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.Onnx;

/// <summary>Writes operators that only optimisation makes as the ONNX operators they stand for.</summary>
internal static class InternalOperators
{
    /// <summary>Expands Silu, ScaleShift and ChannelShuffle, and the softmax of older opsets over several axes.</summary>
    /// <param name="graph">Any graph.</param>
    /// <returns>A graph that computes the same with ONNX operators; the same graph when it holds only those.</returns>
    public static Graph Expand(Graph graph)
    {
        if (!graph.Nodes.Any(n => n.Operator is Silu or ScaleShift or ChannelShuffle or Softmax { Flattened: true } or LogSoftmax { Flattened: true }))
        {
            return graph;
        }

        Expansion expansion = new(graph, ShapeInference.Infer(graph));
        List<Node> nodes = [.. graph.Nodes.SelectMany(expansion.Of)];
        return graph with { Nodes = nodes, Constants = expansion.Constants };
    }

    private sealed class Expansion(Graph graph, IReadOnlyDictionary<string, ValueInfo> values)
    {
        private readonly HashSet<string> _names = [.. values.Keys];

        public Dictionary<string, Tensor> Constants { get; } = new(graph.Constants);

        public Node[] Of(Node node) => node.Operator switch
        {
            Silu => OfSilu(node),
            ScaleShift => OfScaleShift(node),
            ChannelShuffle shuffle => OfShuffle(node, shuffle),
            Softmax { Flattened: true } softmax => OfSoftmax(node, softmax.Axis, new Softmax(-1)),
            LogSoftmax { Flattened: true } softmax => OfSoftmax(node, softmax.Axis, new LogSoftmax(-1)),
            _ => [node],
        };

        private Node[] OfSilu(Node node)
        {
            string gate = Name(node, "sigmoid");
            return [Part(node, "sigmoid", new Sigmoid(), [node.Inputs[0]], gate), Part(node, "mul", new Mul(), [node.Inputs[0], gate], node.Outputs[0])];
        }

        private Node[] OfScaleShift(Node node)
        {
            int rank = values[node.Inputs[0]].Dimensions?.Count ?? throw new InvalidModelException($"node '{node.Name}' reads a value of unknown rank.") { Node = node.Name };
            string axes = Add(Name(node, "axes"), Tensor.FromInt64s(new Shape(rank - 2), [.. Enumerable.Range(1, rank - 2).Select(i => (long)i)]));
            (string scale, string shift, string product) = (Name(node, "scale"), Name(node, "shift"), Name(node, "product"));
            return
            [
                Part(node, "scale", new Unsqueeze(), [node.Inputs[1], axes], scale),
                Part(node, "shift", new Unsqueeze(), [node.Inputs[2], axes], shift),
                Part(node, "mul", new Mul(), [node.Inputs[0], scale], product),
                Part(node, "add", new Add(), [product, shift], node.Outputs[0]),
            ];
        }

        private Node[] OfShuffle(Node node, ChannelShuffle shuffle)
        {
            if (values[node.Inputs[0]].Dimensions is not [_, { IsConstant: true } channels, { IsConstant: true } height, { IsConstant: true } width])
            {
                throw new InvalidModelException($"node '{node.Name}' shuffles the channels of a picture of unknown size.") { Node = node.Name };
            }

            long group = shuffle.Group;
            string apart = Add(Name(node, "apart"), Tensor.FromInt64s(new Shape(5), [0, group, channels.Constant / group, height.Constant, width.Constant]));
            string together = Add(Name(node, "together"), Tensor.FromInt64s(new Shape(4), [0, channels.Constant, height.Constant, width.Constant]));
            (string groups, string swapped) = (Name(node, "groups"), Name(node, "swapped"));
            return
            [
                Part(node, "groups", new Reshape(), [node.Inputs[0], apart], groups),
                Part(node, "swap", new Transpose([0, 2, 1, 3, 4]), [groups], swapped),
                Part(node, "join", new Reshape(), [swapped, together], node.Outputs[0]),
            ];
        }

        private Node[] OfSoftmax(Node node, int axis, Operator alongLast)
        {
            if (values[node.Inputs[0]].Dimensions is { } dimensions && (axis == -1 || axis == dimensions.Count - 1))
            {
                return [node with { Operator = alongLast }];
            }

            (string shape, string flat, string result) = (Name(node, "shape"), Name(node, "flat"), Name(node, "result"));
            return
            [
                Part(node, "shape", new ShapeOf(), [node.Inputs[0]], shape),
                Part(node, "flatten", new Flatten(axis), [node.Inputs[0]], flat),
                Part(node, "softmax", alongLast, [flat], result),
                Part(node, "reshape", new Reshape(), [result, shape], node.Outputs[0]),
            ];
        }

        private static Node Part(Node node, string part, Operator op, IReadOnlyList<string> inputs, string output) =>
            new($"{node.Name}/{part}", op, inputs, [output]);

        private string Add(string name, Tensor value)
        {
            Constants.Add(name, value);
            return name;
        }

        private string Name(Node node, string part)
        {
            string wish = $"{node.Outputs[0]}/{part}";
            string name = wish;
            for (int i = 2; !_names.Add(name); i++)
            {
                name = FormattableString.Invariant($"{wish}_{i}");
            }

            return name;
        }
    }
}
