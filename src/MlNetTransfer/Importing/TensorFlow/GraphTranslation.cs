using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.TensorFlow.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>Turns a parsed file into a graph: chooses what to read, translates node by node, and collects everything that is not supported.</summary>
internal sealed class GraphTranslation
{
    private const int PictureRank = 4;

    private readonly TensorFlowModel _model;
    private readonly TensorFlowReadOptions _options;
    private readonly PicturePreprocessing? _preprocessing;
    private readonly GraphSelection _selection;
    private readonly GraphBuilder _builder;
    private readonly TensorFlowTensorDecoder _decoder;
    private readonly Dictionary<string, TranslatedValue[]?> _values = new(StringComparer.Ordinal);
    private readonly List<UnsupportedOperator> _unsupported = [];
    private readonly List<string> _notices = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    /// <summary>Prepares the translation of one file.</summary>
    public GraphTranslation(TensorFlowModel model, TensorFlowReadOptions options, long fileBytes)
    {
        _model = model;
        _options = options;
        _preprocessing = PicturePreprocessing.Find(model);
        _selection = GraphSelection.Choose(model, _preprocessing, options.Outputs);
        _builder = new GraphBuilder(_selection.ByName.Keys, options.MaxExpandedBytes + (2 * fileBytes));
        _decoder = new TensorFlowTensorDecoder(options.MaxExpandedBytes);
    }

    /// <summary>Makes the graph.</summary>
    public Graph Translate()
    {
        RefuseVariables();
        if (_selection.Order(out string stuck) is not { } ordered)
        {
            _selection.Needed.ForEach(n => FindRow(n));
            ThrowUnsupported();
            throw new InvalidModelException($"the graph has a cycle through or above the nodes {stuck}.");
        }

        foreach (TensorFlowNode node in ordered)
        {
            _values[node.Name] = _selection.IsInput(node) ? Input(node) : TranslateNode(node);
        }

        ThrowUnsupported();
        return Finish();
    }

    private void ThrowUnsupported()
    {
        if (_unsupported.Count > 0)
        {
            throw new UnsupportedOperatorException(_options.SourceName, _unsupported);
        }
    }

    private void RefuseVariables()
    {
        TensorFlowNode[] variables = [.. _selection.Needed.Where(n => OperatorTable.IsVariable(n.OperatorName))];
        if (variables.Length > 0)
        {
            throw new InvalidModelException(FormattableString.Invariant(
                $"the graph reads {variables.Length} variables ('{variables[0].Name}', {variables[0].OperatorName}, ...), whose weights are in a checkpoint and not in this file. {OperatorTable.FreezingAdvice} and read the frozen graph."))
            { Node = variables[0].Name };
        }
    }

    private TensorFlowOperator? FindRow(TensorFlowNode node)
    {
        if (node.OperatorName is "Const" or "PlaceholderWithDefault" || _selection.IsInput(node))
        {
            return null;
        }

        TensorFlowOperator? row = OperatorTable.Find(node.OperatorName);
        if (row is null)
        {
            string reason = node.OperatorName == "Placeholder" ? "an input of text" : OperatorTable.ReasonAgainst(node.OperatorName, _model.Functions.Contains(node.OperatorName));
            _unsupported.Add(new UnsupportedOperator(node.OperatorName.Length == 0 ? "(no operator)" : node.OperatorName, node.Name, reason));
        }

        return row;
    }

    private TranslatedValue[]? TranslateNode(TensorFlowNode node)
    {
        if (node.OperatorName == "Const")
        {
            return Constant(node);
        }

        TranslatedValue[]? inputs = InputsOf(node);
        if (node.OperatorName == "PlaceholderWithDefault")
        {
            return inputs is [var value] ? [value] : null;
        }

        if (FindRow(node) is not { } row)
        {
            return null;
        }

        if (node.Inputs.Count < row.FewestInputs || node.Inputs.Count > row.MostInputs)
        {
            throw new InvalidModelException(FormattableString.Invariant(
                $"node '{node.Name}' ({node.OperatorName}) has {node.Inputs.Count} inputs; {row.FewestInputs} and more were expected."))
            { Node = node.Name };
        }

        return inputs is null ? null : Apply(row, new NodeTranslation(node, inputs, _builder));
    }

    private TranslatedValue[]? Apply(TensorFlowOperator row, NodeTranslation translation)
    {
        TranslatedValue[] written = row.Translate(translation);
        translation.ReportUnknownAttributes();
        _unsupported.AddRange(translation.Unsupported.Select(reason => new UnsupportedOperator(row.Name, translation.Node.Name, reason)));
        return translation.Unsupported.Count == 0 ? written : null;
    }

    // Null when something above is not supported: that has been said.
    private TranslatedValue[]? InputsOf(TensorFlowNode node)
    {
        TranslatedValue[] inputs = new TranslatedValue[node.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            (string name, int output) = node.Inputs[i];
            if (_values[name] is not { } values)
            {
                return null;
            }

            if (output >= values.Length)
            {
                _unsupported.Add(new UnsupportedOperator(_selection.ByName[name].OperatorName, name, FormattableString.Invariant($"output {output} of it is used, by '{node.Name}'")));
                return null;
            }

            inputs[i] = values[output];
        }

        return inputs;
    }

    private TranslatedValue[]? Constant(TensorFlowNode node)
    {
        TensorFlowTensor tensor = node.Attributes.GetValueOrDefault("value")?.Tensor
            ?? throw new InvalidModelException($"constant '{node.Name}' has no value.") { Node = node.Name };
        if (TensorFlowElementTypes.Map(tensor.DataType) is null)
        {
            _unsupported.Add(new UnsupportedOperator("Const", node.Name, $"elements of type {TensorFlowElementTypes.NameOf(tensor.DataType)}"));
            return null;
        }

        return [new TranslatedValue(_builder.AddConstant(node.Name, _decoder.Decode(tensor, node.Name)), false)];
    }

    private TranslatedValue[]? Input(TensorFlowNode node)
    {
        bool isCut = node.Name == _preprocessing?.CutNode;
        TensorFlowDataType type = isCut ? TensorFlowDataType.Float : GraphSelection.DataTypeOf(node);
        bool isBytes = type == TensorFlowDataType.UInt8;
        if (!isBytes && TensorFlowElementTypes.Map(type) != ElementType.Float32)
        {
            _unsupported.Add(new UnsupportedOperator(node.OperatorName, node.Name, $"an input of type {TensorFlowElementTypes.NameOf(type)}. Fix it to a constant, or freeze the network for inference"));
            return null;
        }

        IReadOnlyList<long>? sizes = isCut ? [-1, _preprocessing!.Size?.Height ?? -1, _preprocessing.Size?.Width ?? -1, 3] : node.Attributes.GetValueOrDefault("shape")?.Shape;
        PictureLayout layout = PictureLayout.Of(node, sizes, _selection);
        Dimension[]? dimensions = layout.Sizes is null ? null : [.. layout.Sizes.Select((size, axis) => DimensionOf(node, size, axis))];
        if (layout.IsChannelsLast && dimensions is { Length: PictureRank } d)
        {
            dimensions = [d[0], d[3], d[1], d[2]];
        }

        _builder.AddInput(new ValueInfo(node.Name, ElementType.Float32, dimensions));
        if (layout.IsChannelsLast)
        {
            _metadata["input_layout"] = "NCHW";
            _notices.Add($"Input '{node.Name}' is [N, H, W, C] in the file and [N, C, H, W] here.");
        }

        if (isBytes)
        {
            (_metadata["mean"], _metadata["std"], _metadata["value_range"]) = ("0", "1", "0..255");
            _notices.Add($"Input '{node.Name}' takes bytes in the file and the same numbers as floats here.");
        }

        return [new TranslatedValue(node.Name, layout.IsChannelsLast)];
    }

    private static Dimension DimensionOf(TensorFlowNode node, long size, int axis) => size switch
    {
        >= 1 and <= int.MaxValue => Dimension.Of(size),
        -1 or 0 => axis == 0 ? Dimension.Batch : Dimension.Unknown,
        _ => throw new InvalidModelException(FormattableString.Invariant($"input '{node.Name}' has a size of {size}.")) { Node = node.Name },
    };

    private Graph Finish()
    {
        if (_decoder.DenormalCount > 0)
        {
            _notices.Add(FormattableString.Invariant($"{_decoder.DenormalCount:N0} denormal weights were set to 0."));
        }

        AddFacts();
        HashSet<string> read = [.. _builder.Nodes.SelectMany(n => n.Inputs)];
        List<ValueInfo> outputs = [];
        foreach ((string name, int output) in _selection.Outputs)
        {
            if (_values[name] is not { } values || output >= values.Length)
            {
                throw new InvalidModelException($"node '{name}' has no output {output}.") { Node = name };
            }

            string value = values[output].Name;
            outputs.Add(new ValueInfo(value, _builder.ValueOf(value).ElementType, _builder.DimensionsOf(value)));
        }

        return new Graph
        {
            Inputs = _builder.Inputs,
            Outputs = [.. outputs.Where(o => !_builder.Constants.ContainsKey(o.Name)).DistinctBy(o => o.Name)],
            Nodes = _builder.Nodes,
            Constants = _builder.Constants.Where(c => read.Contains(c.Key)).ToDictionary(StringComparer.Ordinal),
            Metadata = _metadata,
            Notices = _notices,
        };
    }

    private void AddFacts()
    {
        foreach ((string key, string tensor) in _selection.SignatureOutputs().Where(o => o.Key is "features" or "logits"))
        {
            (string node, int output) = TensorFlowNode.SplitName(tensor);
            if (_values.GetValueOrDefault(node) is { } values && output < values.Length)
            {
                _metadata[key] = values[output].Name;
            }
        }

        if (_preprocessing is null)
        {
            return;
        }

        bool belongs = _preprocessing.IsConnected || (_builder.Inputs is [{ Dimensions: [_, _, var height, var width] }]
            && (_preprocessing.Size is not { } size || (Agrees(height, size.Height) && Agrees(width, size.Width))));
        if (belongs)
        {
            foreach ((string name, string value) in _preprocessing.Facts)
            {
                _metadata[name] = value;
            }

            (_metadata[TensorFlowReader.PictureNode], _metadata[TensorFlowReader.ResizeNode]) = (_preprocessing.PictureNode, _preprocessing.CutNode);

            _notices.Add($"Decoding and resizing up to '{_preprocessing.CutNode}' were cut off; the preprocessing is what those nodes do.");
        }
    }

    private static bool Agrees(Dimension dimension, int size) => !dimension.IsConstant || dimension.Constant == size;
}
