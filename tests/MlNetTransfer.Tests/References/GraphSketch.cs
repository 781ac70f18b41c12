using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Tests.References;

/// <summary>Builds small graphs for tests, one call a node.</summary>
internal sealed class GraphSketch
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, Tensor> _constants = [];
    private readonly ValueInfo _input;

    /// <summary>Starts with the input x; -1 stands for the batch.</summary>
    public GraphSketch(params int[] dimensions) =>
        _input = new ValueInfo("x", ElementType.Float32, [.. dimensions.Select(d => d < 0 ? Dimension.Batch : Dimension.Of(d))]);

    public string Node(Operator op, params string[] inputs)
    {
        string output = $"v{_nodes.Count}";
        _nodes.Add(new Node($"n{_nodes.Count}", op, inputs, [output]));
        return output;
    }

    public string Floats(Shape shape, params float[] values) => Constant(Tensor.FromFloats(shape, values));

    public string Scalar(float value) => Floats(Shape.Scalar, value);

    public string Filled(params int[] dimensions)
    {
        Shape shape = new(dimensions);
        return Floats(shape, [.. Enumerable.Range(1, (int)shape.ElementCount).Select(i => ((i * 37 % 19) - 9) / 8f)]);
    }

    public string Ints(params long[] values) => Constant(Tensor.FromInt64s(new Shape(values.Length), values));

    public string Constant(Tensor tensor)
    {
        string name = $"c{_constants.Count}";
        _constants.Add(name, tensor);
        return name;
    }

    public Graph Build(params string[] outputs) => new()
    {
        Inputs = [_input],
        Outputs = [.. outputs.Select(o => new ValueInfo(o, ElementType.Float32, null))],
        Nodes = [.. _nodes],
        Constants = new Dictionary<string, Tensor>(_constants),
    };

    /// <summary>Operators of a graph, in order.</summary>
    public static string Text(Graph graph) => string.Join(" ", graph.Nodes.Select(n => n.Operator.Name));
}
