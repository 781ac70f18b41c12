using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Folding;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Graphs.Shapes;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>Collects the graph; every value's shape is known as soon as its node is there, and what has constant inputs becomes a constant.</summary>
/// <param name="names">Names that the file uses.</param>
/// <param name="budget">Bytes that computed constants may take together.</param>
internal sealed class GraphBuilder(IEnumerable<string> names, long budget)
{
    private readonly HashSet<string> _names = new(names, StringComparer.Ordinal);
    private readonly Dictionary<string, InferredValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Value, string Form), string> _forms = [];
    private readonly Dictionary<string, Node> _writers = new(StringComparer.Ordinal);
    private long _budget = budget;

    /// <summary>Inputs in the file's order.</summary>
    public List<ValueInfo> Inputs { get; } = [];

    /// <summary>Nodes in topological order.</summary>
    public List<Node> Nodes { get; } = [];

    /// <summary>Constants by name.</summary>
    public Dictionary<string, Tensor> Constants { get; } = new(StringComparer.Ordinal);

    /// <summary>What is known of a value.</summary>
    public InferredValue ValueOf(string name) => _values[name];

    /// <summary>Dimensions of a value; null when its rank is unknown.</summary>
    public Dimension[]? DimensionsOf(string name) => _values[name].Dimensions;

    /// <summary>The node that writes a value, above nodes that pass it on; null for inputs and constants.</summary>
    public Node? WriterOf(string name)
    {
        Node? node = _writers.GetValueOrDefault(name);
        while (node is { Operator: Identity })
        {
            node = _writers.GetValueOrDefault(node.Inputs[0]);
        }

        return node;
    }

    /// <summary>Adds an input of the graph.</summary>
    public void AddInput(ValueInfo input)
    {
        Inputs.Add(input);
        _values[input.Name] = new InferredValue(input.ElementType, input.Dimensions is null ? null : [.. input.Dimensions]);
    }

    /// <summary>A name that nothing has.</summary>
    public string NewName(string wish)
    {
        string name = wish;
        for (int i = 1; !_names.Add(name); i++)
        {
            name = FormattableString.Invariant($"{wish}_{i}");
        }

        return name;
    }

    /// <summary>Adds a constant.</summary>
    /// <returns>Its name: <paramref name="name"/>, which must be free.</returns>
    public string AddConstant(string name, Tensor tensor)
    {
        Constants.Add(name, tensor);
        _values[name] = InferredValue.Of(tensor);
        return name;
    }

    /// <summary>A constant list of integers; equal lists are one constant.</summary>
    public string Integers(params ReadOnlySpan<long> values)
    {
        string key = string.Join(",", values.ToArray());
        if (!_forms.TryGetValue(("integers", key), out string? name))
        {
            name = AddConstant(NewName("integers/" + (values.Length == 0 ? "none" : key)), Tensor.FromInt64s(new Shape(values.Length), values));
            _forms[("integers", key)] = name;
        }

        return name;
    }

    /// <summary>A constant number; equal numbers are one constant.</summary>
    public string Number(float value)
    {
        string key = FormattableString.Invariant($"{value:R}");
        if (!_forms.TryGetValue(("number", key), out string? name))
        {
            name = AddConstant(NewName("number/" + key), Tensor.FromFloats(Shape.Scalar, [value]));
            _forms[("number", key)] = name;
        }

        return name;
    }

    /// <summary>Adds a node; it becomes a constant when its inputs are constants and it can be computed within the budget.</summary>
    /// <param name="node">The node; its inputs are there already.</param>
    public void Add(Node node)
    {
        Tensor?[] inputs = [.. node.Inputs.Select(i => i.Length == 0 ? null : Constants.GetValueOrDefault(i))];
        bool isConstant = node.Outputs.Count == 1 && node.Inputs.Zip(inputs).All(p => p.First.Length == 0 || p.Second is not null);
        try
        {
            if (isConstant && ConstantEvaluator.TryEvaluate(node, inputs, _budget) is [var result])
            {
                _budget -= result.Bytes.Length;
                AddConstant(node.Outputs[0], result);
                return;
            }
        }
        catch (OverflowException)
        {
            throw new InvalidModelException($"node '{node.Name}' ({node.Operator.Name}) computes integers that do not fit 64 bits.") { Node = node.Name };
        }

        ShapeInference.InferNode(node, _values);
        Nodes.Add(node);
        foreach (string output in node.Outputs)
        {
            _writers[output] = node;
        }
    }

    /// <summary>A value in another form, made once for all who want it.</summary>
    /// <param name="value">The value.</param>
    /// <param name="form">Name of the form.</param>
    /// <param name="make">Makes nodes that write the form under the name it is given.</param>
    public string Form(string value, string form, Action<string> make)
    {
        if (!_forms.TryGetValue((value, form), out string? name))
        {
            name = NewName($"{value}/{form}");
            make(name);
            _forms[(value, form)] = name;
        }

        return name;
    }
}
