using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Protobuf;

namespace MlNetTransfer.Importing.Onnx;

/// <summary>Turns the bytes of an ONNX file into <see cref="OnnxModel"/>; field numbers are those of onnx.proto (IR version 3 to 10).</summary>
internal sealed class OnnxParser(OnnxReadOptions options)
{
    private int _tensorCount;

    /// <summary>Parses a file.</summary>
    /// <exception cref="InvalidModelException">The bytes break the wire format or a limit.</exception>
    public OnnxModel Parse(ReadOnlyMemory<byte> file)
    {
        OnnxModel model = new();
        ProtobufReader reader = new(file);
        while (reader.TryReadField(out int number, out WireType type))
        {
            switch (number)
            {
                case 1:
                    reader.Require(type, WireType.Varint, "ir_version");
                    model.IrVersion = reader.ReadInt64();
                    break;
                case 7:
                    reader.Require(type, WireType.Length, "graph");
                    model.HasGraph = true;
                    ParseGraph(reader.ReadMessage(), model);
                    break;
                case 8:
                    reader.Require(type, WireType.Length, "opset_import");
                    ParseOpset(reader.ReadMessage(), model);
                    break;
                case 14:
                    reader.Require(type, WireType.Length, "metadata_props");
                    (string key, string value) = OnnxFields.ReadPair(reader.ReadMessage());
                    model.Metadata[key] = value;
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return model;
    }

    private void ParseGraph(ProtobufReader reader, OnnxModel model)
    {
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number is 1 or 2 or 5 or 11 or 12)
            {
                reader.Require(type, WireType.Length, "graph." + number);
            }

            switch (number)
            {
                case 1:
                    OnnxFields.CheckCount(model.Nodes.Count + 1, options.MaxNodeCount, "nodes");
                    model.Nodes.Add(ParseNode(reader.ReadMessage()));
                    break;
                case 2:
                    model.GraphName = reader.ReadString();
                    break;
                case 5:
                    model.Initializers.Add(ParseTensor(reader.ReadMessage()));
                    break;
                case 11:
                    model.Inputs.Add(OnnxValueParser.Parse(reader.ReadMessage()));
                    break;
                case 12:
                    model.Outputs.Add(OnnxValueParser.Parse(reader.ReadMessage()));
                    break;
                case 15:
                    model.SparseInitializerCount++;
                    reader.Skip(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
    }

    private OnnxNode ParseNode(ProtobufReader reader)
    {
        OnnxNode node = new();
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number is >= 1 and <= 5 or 7)
            {
                reader.Require(type, WireType.Length, "node." + number);
            }

            switch (number)
            {
                case 1:
                    node.Inputs.Add(reader.ReadString());
                    break;
                case 2:
                    node.Outputs.Add(reader.ReadString());
                    break;
                case 3:
                    node.Name = reader.ReadString();
                    break;
                case 4:
                    node.OperatorName = reader.ReadString();
                    break;
                case 5:
                    node.Attributes.Add(ParseAttribute(reader.ReadMessage()));
                    break;
                case 7:
                    node.Domain = reader.ReadString();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return node;
    }

    private OnnxAttribute ParseAttribute(ProtobufReader reader)
    {
        OnnxAttribute attribute = new();
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number is 1 or 4 or 5)
            {
                reader.Require(type, WireType.Length, "attribute." + number);
            }

            switch (number)
            {
                case 1:
                    attribute.Name = reader.ReadString();
                    break;
                case 2:
                    reader.Require(type, WireType.Fixed32, "attribute.f");
                    attribute.Float = reader.ReadSingle();
                    break;
                case 3:
                    reader.Require(type, WireType.Varint, "attribute.i");
                    attribute.Int = reader.ReadInt64();
                    break;
                case 4:
                    attribute.Text = reader.ReadString();
                    break;
                case 5:
                    attribute.Tensor = ParseTensor(reader.ReadMessage());
                    break;
                case 7:
                    OnnxFields.ReadFloats(ref reader, type, attribute.Floats);
                    break;
                case 8:
                    OnnxFields.ReadInt64s(ref reader, type, attribute.Ints);
                    break;
                default:
                    reader.Skip(type); // Graphs, sparse tensors, texts: no operator that is read has them. The kind (20) shows by the field used.
                    break;
            }
        }

        return attribute;
    }

    private OnnxTensor ParseTensor(ProtobufReader reader)
    {
        OnnxFields.CheckCount(++_tensorCount, options.MaxTensorCount, "tensors");
        return OnnxTensorParser.Parse(reader);
    }

    private static void ParseOpset(ProtobufReader reader, OnnxModel model)
    {
        string domain = "";
        long version = 0;
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number == 1 && type == WireType.Length)
            {
                domain = reader.ReadString();
            }
            else if (number == 2 && type == WireType.Varint)
            {
                version = reader.ReadInt64();
            }
            else
            {
                reader.Skip(type);
            }
        }

        if (domain is "" or "ai.onnx")
        {
            model.Opset = version;
        }
    }
}
