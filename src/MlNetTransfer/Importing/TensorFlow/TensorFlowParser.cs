using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Protobuf;

namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>Turns the bytes of a GraphDef or MetaGraphDef into <see cref="TensorFlowModel"/>; field numbers are those of graph.proto, node_def.proto and meta_graph.proto.</summary>
internal sealed class TensorFlowParser(TensorFlowReadOptions options)
{
    private const int PartsPerNode = 20;
    private readonly TensorFlowModel _model = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private long _partCount;

    /// <summary>Parses a file.</summary>
    /// <exception cref="InvalidModelException">The bytes break the wire format or a limit.</exception>
    public TensorFlowModel Parse(ReadOnlyMemory<byte> file, bool isMetaGraph)
    {
        if (isMetaGraph)
        {
            ParseMetaGraph(new ProtobufReader(file));
        }
        else
        {
            ParseGraph(new ProtobufReader(file));
        }

        return _model;
    }

    private void ParseMetaGraph(ProtobufReader reader)
    {
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number == 2)
            {
                reader.Require(type, WireType.Length, "graph_def");
                ParseGraph(reader.ReadMessage());
            }
            else if (number == 5)
            {
                reader.Require(type, WireType.Length, "signature_def");
                (string key, ReadOnlyMemory<byte> value) = TensorFlowFields.ReadEntry(reader.ReadMessage());
                ReadSignature(key, new ProtobufReader(value));
            }
            else
            {
                reader.Skip(type);
            }
        }
    }

    // SignatureDef { 2 outputs: map<string, TensorInfo { 1 name }> }
    private void ReadSignature(string name, ProtobufReader reader)
    {
        Dictionary<string, string> outputs = new(StringComparer.Ordinal);
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number != 2)
            {
                reader.Skip(type);
                continue;
            }

            reader.Require(type, WireType.Length, "signature.outputs");
            (string key, ReadOnlyMemory<byte> value) = TensorFlowFields.ReadEntry(reader.ReadMessage());
            CountPart();
            outputs[key] = TensorFlowFields.ReadFirstText(new ProtobufReader(value));
        }

        _model.SignatureOutputs[name] = outputs;
    }

    private void ParseGraph(ProtobufReader reader)
    {
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number == 1)
            {
                reader.Require(type, WireType.Length, "node");
                AddNode(ParseNode(reader.ReadMessage()));
            }
            else if (number == 2)
            {
                reader.Require(type, WireType.Length, "library");
                ParseLibrary(reader.ReadMessage());
            }
            else
            {
                reader.Skip(type);
            }
        }
    }

    private void AddNode(TensorFlowNode node)
    {
        if (_model.Nodes.Count >= options.MaxNodeCount)
        {
            throw new InvalidModelException(FormattableString.Invariant($"the file has more than {options.MaxNodeCount:N0} nodes; raise the limit in the reader's options if you trust it."));
        }

        if (node.Name.Length == 0 || !_names.Add(node.Name))
        {
            throw new InvalidModelException(node.Name.Length == 0 ? "a node has no name." : $"two nodes are called '{node.Name}'.") { Node = node.Name };
        }

        _model.Nodes.Add(node);
    }

    // FunctionDefLibrary { 1 function: FunctionDef { 1 signature: OpDef { 1 name } } }
    private void ParseLibrary(ProtobufReader reader)
    {
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number != 1 || type != WireType.Length)
            {
                reader.Skip(type);
                continue;
            }

            ProtobufReader function = reader.ReadMessage();
            CountPart();
            while (function.TryReadField(out int field, out WireType fieldType))
            {
                if (field == 1 && fieldType == WireType.Length)
                {
                    _model.Functions.Add(TensorFlowFields.ReadFirstText(function.ReadMessage()));
                }
                else
                {
                    function.Skip(fieldType);
                }
            }
        }
    }

    private TensorFlowNode ParseNode(ProtobufReader reader)
    {
        TensorFlowNode node = new();
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number is 1 or 2 or 3 or 5)
            {
                reader.Require(type, WireType.Length, "node." + number);
            }

            switch (number)
            {
                case 1:
                    node.Name = reader.ReadString();
                    break;
                case 2:
                    node.OperatorName = reader.ReadString();
                    break;
                case 3:
                    AddInput(node, reader.ReadString());
                    break;
                case 5:
                    AddAttribute(node, reader.ReadMessage());
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return node;
    }

    private void AddInput(TensorFlowNode node, string input)
    {
        CountPart();
        if (!input.StartsWith('^'))
        {
            node.Inputs.Add(TensorFlowNode.SplitName(input));
        }
    }

    private void AddAttribute(TensorFlowNode node, ProtobufReader reader)
    {
        CountPart();
        string key = "";
        TensorFlowAttribute value = new();
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number is 1 or 2)
            {
                reader.Require(type, WireType.Length, "attr." + number);
            }

            if (number == 1)
            {
                key = reader.ReadString();
            }
            else if (number == 2)
            {
                value = TensorFlowAttributeParser.Parse(reader.ReadMessage());
            }
            else
            {
                reader.Skip(type);
            }
        }

        if (!node.Attributes.TryAdd(key, value))
        {
            throw new InvalidModelException($"node '{node.Name}' ({node.OperatorName}) has two attributes called '{key}'; the file is damaged.") { Node = node.Name };
        }
    }

    private void CountPart()
    {
        if (++_partCount > (long)options.MaxNodeCount * PartsPerNode)
        {
            throw new InvalidModelException(FormattableString.Invariant(
                $"the file has more than {(long)options.MaxNodeCount * PartsPerNode:N0} inputs and attributes; raise MaxNodeCount if you trust it."));
        }
    }
}
