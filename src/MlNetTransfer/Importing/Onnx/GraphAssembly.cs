using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Importing.Onnx.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.Onnx;

/// <summary>Turns a parsed file into a graph: constants, operator records, topological order; everything unsupported is collected first.</summary>
internal sealed class GraphAssembly
{
    private readonly OnnxModel _model;
    private readonly OnnxReadOptions _options;
    private readonly NodeSurroundings _surroundings;
    private readonly OnnxTensorDecoder _decoder;
    private readonly List<UnsupportedOperator> _unsupported = [];
    private readonly List<string> _notices = [];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>Prepares the assembly of one file.</summary>
    public GraphAssembly(OnnxModel model, OnnxReadOptions options)
    {
        _model = model;
        _options = options;
        _decoder = new OnnxTensorDecoder(options);
        _surroundings = new NodeSurroundings(_decoder, options.MaxTensorCount);
    }

    /// <summary>Makes the graph.</summary>
    public Graph Assemble()
    {
        CheckModel();
        List<ValueInfo> declaredInputs = [.. _model.Inputs.Select(i => Info(i, isInput: true))];
        CollectNames();
        ReadInitializers();
        List<Node> nodes = ReadNodes();
        if (_unsupported.Count > 0)
        {
            throw new UnsupportedOperatorException(_options.SourceName, _unsupported);
        }

        List<ValueInfo> inputs = [.. declaredInputs.Where(i => !_surroundings.Constants.ContainsKey(i.Name))];
        IReadOnlyList<Node> ordered = TopologicalOrder.Sort(nodes, [.. inputs.Select(i => i.Name), .. _surroundings.Constants.Keys], out bool moved);
        if (moved)
        {
            _notices.Add("The file's nodes were not in topological order; they were sorted.");
        }

        if (_decoder.DenormalCount > 0)
        {
            _notices.Add(FormattableString.Invariant($"{_decoder.DenormalCount:N0} denormal weights were set to 0."));
        }

        return new Graph
        {
            Name = _model.GraphName,
            Inputs = inputs,
            Outputs = Outputs(inputs, ordered),
            Nodes = ordered,
            Constants = _surroundings.Constants,
            Metadata = _model.Metadata,
            Notices = _notices,
        };
    }

    private void CheckModel()
    {
        if (!_model.HasGraph)
        {
            throw new InvalidModelException("no graph was found; this is not an ONNX network, or it was cut short.");
        }

        if (_model.Outputs.Count == 0)
        {
            throw new InvalidModelException("the graph has no outputs; the file was cut short or is not a network.");
        }

        if (_model.Opset is not { } opset)
        {
            throw new InvalidModelException("the file does not say which opset it uses (opset_import is missing); it is damaged or cut short.");
        }

        if (opset is < OnnxReader.MinOpset or > OnnxReader.MaxOpset)
        {
            string reason = FormattableString.Invariant($"{OnnxReader.MinOpset} to {OnnxReader.MaxOpset} are supported");
            _unsupported.Add(new UnsupportedOperator(FormattableString.Invariant($"opset {opset}"), _model.GraphName, reason));
        }

        if (_model.SparseInitializerCount > 0)
        {
            _unsupported.Add(new UnsupportedOperator("sparse_initializer", _model.GraphName, "sparse weights"));
        }
    }

    private ValueInfo Info(OnnxValue value, bool isInput)
    {
        if (!OnnxElementTypes.TryMap(value.DataType, out ElementType type) && isInput)
        {
            _unsupported.Add(new UnsupportedOperator("input", value.Name, $"elements of type {OnnxElementTypes.NameOf(value.DataType)}"));
        }

        return new ValueInfo(value.Name, type, value.Dimensions is { } d ? [.. d.Select((size, axis) => DimensionOf(size, axis))] : null);
    }

    private static Dimension DimensionOf(long? size, int axis) => size switch
    {
        >= 1 and <= int.MaxValue => Dimension.Of(size.Value),
        0 when axis > 0 => Dimension.Of(0),
        > int.MaxValue => throw new InvalidModelException(FormattableString.Invariant($"a value has a dimension of {size}; {int.MaxValue} is the largest.")),
        _ => axis == 0 ? Dimension.Batch : Dimension.Unknown,
    };

    private void CollectNames()
    {
        HashSet<string> names = _surroundings.Names;
        names.UnionWith(_model.Inputs.Select(i => i.Name));
        names.UnionWith(_model.Initializers.Select(i => i.Name));
        names.UnionWith(_model.Nodes.SelectMany(n => n.Outputs));
        names.UnionWith(_model.Nodes.SelectMany(n => n.Inputs));
        _read.UnionWith(_model.Nodes.SelectMany(n => n.Inputs));
        _read.UnionWith(_model.Outputs.Select(o => o.Name));
    }

    private void ReadInitializers()
    {
        foreach (OnnxTensor initializer in _model.Initializers)
        {
            if (initializer.Name.Length == 0)
            {
                throw new InvalidModelException(FormattableString.Invariant($"the tensor at byte {initializer.Offset:N0} has no name."));
            }

            if (!OnnxElementTypes.TryMap(initializer.DataType, out _))
            {
                _unsupported.Add(new UnsupportedOperator("initializer", initializer.Name, $"elements of type {OnnxElementTypes.NameOf(initializer.DataType)}"));
                continue;
            }

            if (!_surroundings.Constants.TryAdd(initializer.Name, _decoder.Decode(initializer, initializer.Name)))
            {
                throw new InvalidModelException($"two initializers are called '{initializer.Name}'.");
            }
        }
    }

    private List<Node> ReadNodes()
    {
        // Constants first: forms of other nodes depend on them, wherever the file has put them.
        foreach (OnnxNode node in _model.Nodes.Where(IsConstant))
        {
            ReadConstant(node);
        }

        List<Node> nodes = new(_model.Nodes.Count);
        foreach (OnnxNode source in _model.Nodes.Where(n => !IsConstant(n)))
        {
            if (ReadNode(source) is { } node)
            {
                nodes.Add(node);
            }
        }

        return nodes;
    }

    private static bool IsConstant(OnnxNode node) => node is { OperatorName: "Constant", Domain: "" or "ai.onnx" };

    private void ReadConstant(OnnxNode node)
    {
        NodeReading reading = new(node, (int)Math.Clamp(_model.Opset ?? 0, 0, int.MaxValue), _surroundings);
        Tensor? value = ConstantValue(reading, node);
        if (value is null || node.Outputs.Count != 1 || node.Outputs[0].Length == 0 || node.Inputs.Count > 0)
        {
            reading.ReportUnknownAttributes();
            _unsupported.Add(new UnsupportedOperator("Constant", node.Label, reading.Unsupported.Count > 0 ? reading.Unsupported[0] : "no value"));
        }
        else if (!_surroundings.Constants.TryAdd(node.Outputs[0], value))
        {
            throw new InvalidModelException($"'{node.Outputs[0]}' is written twice: by node '{node.Label}' and by another constant.") { Node = node.Label };
        }
    }

    private static Tensor? ConstantValue(NodeReading reading, OnnxNode node)
    {
        if (node.Attributes.FirstOrDefault(a => a.Name == "value")?.Tensor is { } tensor && !OnnxElementTypes.TryMap(tensor.DataType, out _))
        {
            reading.NotSupported($"elements of type {OnnxElementTypes.NameOf(tensor.DataType)}");
            return null;
        }

        return reading.TensorOf("value")
            ?? (reading.OptionalFloat("value_float") is { } number ? Tensor.FromFloats(Shape.Scalar, [number])
            : reading.Floats("value_floats") is { } numbers ? Tensor.FromFloats(new Shape(numbers.Length), numbers)
            : reading.Ints("value_ints") is { } integers ? Tensor.FromInt64s(new Shape(integers.Length), integers)
            : node.Attributes.Exists(a => a.Name == "value_int") ? Tensor.FromInt64s(Shape.Scalar, [reading.Int("value_int", 0)])
            : null);
    }

    private Node? ReadNode(OnnxNode source)
    {
        bool isDefaultDomain = source.Domain is "" or "ai.onnx";
        OnnxOperator? row = isDefaultDomain ? OperatorTable.Find(source.OperatorName) : null;
        if (row is null || row.Introduced > (_model.Opset ?? 0))
        {
            string name = source.OperatorName.Length == 0 ? "(no operator)" : source.OperatorName;
            string reason = row is null ? "" : FormattableString.Invariant($"came with opset {row.Introduced}");
            _unsupported.Add(new UnsupportedOperator(isDefaultDomain ? name : $"{source.Domain}.{name}", source.Label, reason));
            return null;
        }

        NodeReading reading = new(source, (int)Math.Clamp(_model.Opset ?? 0, 0, int.MaxValue), _surroundings);
        Operator record = row.Read(reading);
        reading.ReportUnknownAttributes();
        List<string> outputs = TrimEmpty([.. source.Outputs]);
        while (outputs.Count > row.OutputCount && !_read.Contains(outputs[^1]))
        {
            outputs.RemoveAt(outputs.Count - 1);
        }

        if (outputs.Count > row.OutputCount)
        {
            reading.NotSupported(FormattableString.Invariant($"output {outputs.Count} of it is used"));
        }

        _unsupported.AddRange(reading.Unsupported.Select(reason => new UnsupportedOperator(row.Name, source.Label, reason)));
        CheckArity(reading, row, TrimEmpty(reading.Inputs), outputs);
        return new Node(source.Label, record, reading.Inputs, outputs);
    }

    private static void CheckArity(NodeReading reading, OnnxOperator row, List<string> inputs, List<string> outputs)
    {
        bool complete = inputs.Count >= row.Inputs.Fewest && inputs.Count <= row.Inputs.Most && inputs.Take(row.Inputs.Fewest).All(i => i.Length > 0);
        if (!complete || (row.Inputs.Most == OnnxOperator.Any && inputs.Contains("")))
        {
            throw reading.Fail(FormattableString.Invariant($"has {inputs.Count(i => i.Length > 0)} inputs; {row.Inputs.Fewest} and more were expected"));
        }

        if (outputs.Count == 0 || outputs.Contains(""))
        {
            throw reading.Fail("has no name for its output");
        }
    }

    private static List<string> TrimEmpty(List<string> names)
    {
        while (names.Count > 0 && names[^1].Length == 0)
        {
            names.RemoveAt(names.Count - 1);
        }

        return names;
    }

    private List<ValueInfo> Outputs(List<ValueInfo> inputs, IReadOnlyList<Node> nodes)
    {
        HashSet<string> written = [.. inputs.Select(i => i.Name), .. _surroundings.Constants.Keys, .. nodes.SelectMany(n => n.Outputs)];
        List<ValueInfo> outputs = [.. _model.Outputs.Select(o => Info(o, isInput: false)).DistinctBy(o => o.Name)];
        return outputs.Find(o => !written.Contains(o.Name)) is { } missing
            ? throw new InvalidModelException($"nothing writes the graph's output '{missing.Name}'.")
            : outputs;
    }
}
