using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Backbones;

/// <summary>Collects nodes and constants; each method adds one node and returns its output's name.</summary>
internal sealed class ScatteringGraphBuilder
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, Tensor> _constants = new(StringComparer.Ordinal);

    /// <summary>The nodes so far, each after those it reads from.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The constants so far.</summary>
    public IReadOnlyDictionary<string, Tensor> Constants => _constants;

    /// <summary>Adds a node under its output's name.</summary>
    public string Add(string name, Operator operation, params IReadOnlyList<string> inputs)
    {
        _nodes.Add(new Node(name, operation, inputs, [name]));
        return name;
    }

    /// <summary>Adds a constant.</summary>
    public string Constant(string name, Shape shape, ReadOnlySpan<double> values)
    {
        float[] floats = new float[values.Length];
        for (int i = 0; i < floats.Length; i++)
        {
            floats[i] = (float)values[i];
        }

        _constants.Add(name, Tensor.FromFloats(shape, floats));
        return name;
    }

    /// <summary>Adds a square convolution that halves rows and columns, zeros around.</summary>
    /// <param name="name">Name of the output; the weights are called <c>NAME.weight</c>.</param>
    /// <param name="input">Value to filter.</param>
    /// <param name="weight">Weights with their shape [M, C/group, K, K].</param>
    /// <param name="group">Number of groups.</param>
    public string HalvingConv(string name, string input, (Shape Shape, double[] Values) weight, int group)
    {
        int size = weight.Shape[3];
        int pad = size / 2;
        string constant = Constant(name + ".weight", weight.Shape, weight.Values);
        return Add(name, new Conv(new Window((size, size), (2, 2), (1, 1), (pad, pad, pad, pad)), group), input, constant);
    }

    /// <summary>Adds the mean over each cell of a grid.</summary>
    /// <param name="name">Name of the output.</param>
    /// <param name="input">Value with square maps.</param>
    /// <param name="cell">Rows and columns of a cell.</param>
    public string CellMeans(string name, string input, int cell) =>
        Add(name, new AveragePool(new Window((cell, cell), (cell, cell), (1, 1), (0, 0, 0, 0))), input);

    /// <summary>Adds the squared modulus of a complex value and the modulus.</summary>
    /// <returns>Names of re^2 + im^2 and of its square root.</returns>
    public (string Energy, string Modulus) Modulus(string name, string real, string imaginary)
    {
        string energy = Add(
            name + ".energy",
            new Add(),
            Add(name + ".re.squared", new Mul(), real, real),
            Add(name + ".im.squared", new Mul(), imaginary, imaginary));
        return (energy, Add(name, new Sqrt(), energy));
    }
}
