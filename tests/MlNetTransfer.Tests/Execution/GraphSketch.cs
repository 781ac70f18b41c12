using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Tests.Execution;

/// <summary>Small graphs with random weights, written layer by layer.</summary>
internal sealed class GraphSketch(int channels, int height, int width, long seed = 1)
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, Tensor> _constants = new(StringComparer.Ordinal);
    private readonly SeededRandom _random = new(seed);

    public string Input => "x";

    public static Window WindowOf(int kernel, int stride = 1, int pad = 0, int dilation = 1) =>
        new((kernel, kernel), (stride, stride), (dilation, dilation), (pad, pad, pad, pad));

    public string Conv(string from, (int From, int To) channels, Window window, int group = 1)
    {
        int fan = channels.From / group * window.Kernel.Height * window.Kernel.Width;
        string weights = Constant([channels.To, channels.From / group, window.Kernel.Height, window.Kernel.Width], Math.Sqrt(3.0 / fan));
        return Node(new Conv(window, group), from, weights, Constant([channels.To], 0.3));
    }

    /// <summary>Convolution without bias, then batch normalisation.</summary>
    public string ConvNorm(string from, (int From, int To) channels, Window window, int group = 1)
    {
        int fan = channels.From / group * window.Kernel.Height * window.Kernel.Width;
        string weights = Constant([channels.To, channels.From / group, window.Kernel.Height, window.Kernel.Width], Math.Sqrt(3.0 / fan));
        return Norm(Node(new Conv(window, group), from, weights), channels.To);
    }

    /// <summary>Batch normalisation with a variance between 0.5 and 1.5.</summary>
    public string Norm(string from, int channels)
    {
        float[] variance = [.. Enumerable.Range(0, channels).Select(_ => (float)(0.5 + _random.NextDouble()))];
        float[] scale = [.. Enumerable.Range(0, channels).Select(_ => (float)(0.5 + _random.NextDouble()))];
        return Node(
            new BatchNormalization(),
            from,
            Add(Tensor.FromFloats(new Shape(channels), scale)),
            Constant([channels], 0.3),
            Constant([channels], 0.3),
            Add(Tensor.FromFloats(new Shape(channels), variance)));
    }

    public string Dense(string from, int inputs, int outputs) =>
        Node(new Gemm(TransposeB: true), from, Constant([outputs, inputs], Math.Sqrt(3.0 / inputs)), Constant([outputs], 0.3));

    public string Relu6(string from) => Node(new Clip(), from, Scalar(0f), Scalar(6f));

    public string Node(Operator what, params string[] inputs)
    {
        string name = $"{what.Name}_{_nodes.Count}";
        _nodes.Add(new Node(name, what, inputs, [name]));
        return name;
    }

    public string Constant(int[] shape, double range)
    {
        float[] values = new float[shape.Aggregate(1, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(((_random.NextDouble() * 2) - 1) * range);
        }

        return Add(Tensor.FromFloats(new Shape(shape), values));
    }

    public string Scalar(float value) => Add(Tensor.FromFloats(Shape.Scalar, [value]));

    public string Integers(params long[] values) => Add(Tensor.FromInt64s(new Shape(values.Length), values));

    public Graph Build(params string[] outputs) => new()
    {
        Name = "sketch",
        Inputs = [new ValueInfo("x", ElementType.Float32, [Dimension.Batch, Dimension.Of(channels), Dimension.Of(height), Dimension.Of(width)])],
        Outputs = [.. outputs.Select(name => new ValueInfo(name, ElementType.Float32, null))],
        Nodes = _nodes,
        Constants = _constants,
    };

    private string Add(Tensor tensor)
    {
        string name = $"c{_constants.Count}";
        _constants.Add(name, tensor);
        return name;
    }
}
