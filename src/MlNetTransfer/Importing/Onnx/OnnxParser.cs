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
                    (string key, string value) = ParsePair(reader.ReadMessage());
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
                    CheckCount(model.Nodes.Count + 1, options.MaxNodeCount, "nodes");
                    model.Nodes.Add(ParseNode(reader.ReadMessage()));
                    break;
                case 2:
                    model.GraphName = reader.ReadString();
                    break;
                case 5:
                    model.Initializers.Add(ParseTensor(reader.ReadMessage()));
                    break;
                case 11:
                    model.Inputs.Add(ParseValue(reader.ReadMessage()));
                    break;
                case 12:
                    model.Outputs.Add(ParseValue(reader.ReadMessage()));
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
            switch (number)
            {
                case 1:
                    reader.Require(type, WireType.Length, "attribute.name");
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
                    reader.Require(type, WireType.Length, "attribute.s");
                    attribute.Text = reader.ReadString();
                    break;
                case 5:
                    reader.Require(type, WireType.Length, "attribute.t");
                    attribute.Tensor = ParseTensor(reader.ReadMessage());
                    break;
                case 7:
                    ReadFloats(ref reader, type, attribute.Floats);
                    break;
                case 8:
                    ReadInt64s(ref reader, type, attribute.Ints);
                    break;
                case 20:
                    reader.Require(type, WireType.Varint, "attribute.type");
                    attribute.Kind = reader.ReadInt64();
                    break;
                case 13:
                    reader.Skip(type);
                    break;
                default:
                    attribute.IsOther = true;
                    reader.Skip(type);
                    break;
            }
        }

        return attribute;
    }

    private OnnxTensor ParseTensor(ProtobufReader reader)
    {
        CheckCount(++_tensorCount, options.MaxTensorCount, "tensors");
        OnnxTensor tensor = new() { Offset = reader.Offset };
        while (reader.TryReadField(out int number, out WireType type))
        {
            switch (number)
            {
                case 1:
                    ReadInt64s(ref reader, type, tensor.Dimensions);
                    CheckCount(tensor.Dimensions.Count, Tensors.Shape.MaxRank, "dimensions of a tensor");
                    break;
                case 2:
                    reader.Require(type, WireType.Varint, "tensor.data_type");
                    tensor.DataType = (OnnxDataType)int.CreateSaturating(reader.ReadInt64());
                    break;
                case 4 or 5 or 7 or 10 or 11:
                    ReadTypedData(ref reader, number, type, tensor);
                    break;
                case 8:
                    reader.Require(type, WireType.Length, "tensor.name");
                    tensor.Name = reader.ReadString();
                    break;
                case 9:
                    reader.Require(type, WireType.Length, "tensor.raw_data");
                    tensor.RawData = reader.ReadBytes();
                    break;
                case 13:
                    reader.Require(type, WireType.Length, "tensor.external_data");
                    (string key, string value) = ParsePair(reader.ReadMessage());
                    tensor.ExternalData[key] = value;
                    tensor.IsExternal = true;
                    break;
                case 14:
                    reader.Require(type, WireType.Varint, "tensor.data_location");
                    tensor.IsExternal |= reader.ReadInt64() != 0;
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return tensor;
    }

    private static void ReadTypedData(ref ProtobufReader reader, int number, WireType type, OnnxTensor tensor)
    {
        WireType single = number == 4 ? WireType.Fixed32 : number == 10 ? WireType.Fixed64 : WireType.Varint;
        if (type != WireType.Length)
        {
            reader.Require(type, single, "tensor." + number);
        }

        List<ReadOnlyMemory<byte>> target = single == WireType.Varint ? tensor.VarintData : tensor.FixedData;
        tensor.TypedField = number;
        target.Add(type == WireType.Length ? reader.ReadBytes() : reader.ReadValueBytes(type));
    }

    private static OnnxValue ParseValue(ProtobufReader reader)
    {
        OnnxValue value = new();
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number is 1 or 2)
            {
                reader.Require(type, WireType.Length, "value_info." + number);
            }

            switch (number)
            {
                case 1:
                    value.Name = reader.ReadString();
                    break;
                case 2:
                    ParseType(reader.ReadMessage(), value);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return value;
    }

    private static void ParseType(ProtobufReader reader, OnnxValue value)
    {
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number != 1)
            {
                reader.Skip(type);
                continue;
            }

            reader.Require(type, WireType.Length, "type.tensor_type");
            ProtobufReader tensor = reader.ReadMessage();
            while (tensor.TryReadField(out int field, out WireType fieldType))
            {
                if (field == 1 && fieldType == WireType.Varint)
                {
                    value.DataType = (OnnxDataType)int.CreateSaturating(tensor.ReadInt64());
                }
                else if (field == 2 && fieldType == WireType.Length)
                {
                    value.Dimensions = ParseShape(tensor.ReadMessage());
                }
                else
                {
                    tensor.Skip(fieldType);
                }
            }
        }
    }

    private static List<long?> ParseShape(ProtobufReader reader)
    {
        List<long?> dimensions = [];
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number != 1 || type != WireType.Length)
            {
                reader.Skip(type);
                continue;
            }

            CheckCount(dimensions.Count + 1, Tensors.Shape.MaxRank, "dimensions of a value");
            long? size = null;
            ProtobufReader dimension = reader.ReadMessage();
            while (dimension.TryReadField(out int field, out WireType fieldType))
            {
                if (field == 1 && fieldType == WireType.Varint)
                {
                    size = dimension.ReadInt64();
                }
                else
                {
                    dimension.Skip(fieldType);
                }
            }

            dimensions.Add(size);
        }

        return dimensions;
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

    private static (string Key, string Value) ParsePair(ProtobufReader reader)
    {
        string key = "";
        string value = "";
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number is 1 or 2 && type == WireType.Length)
            {
                string text = reader.ReadString();
                (key, value) = number == 1 ? (text, value) : (key, text);
            }
            else
            {
                reader.Skip(type);
            }
        }

        return (key, value);
    }

    private static void ReadInt64s(ref ProtobufReader reader, WireType type, List<long> values)
    {
        if (type == WireType.Varint)
        {
            values.Add(reader.ReadInt64());
            return;
        }

        reader.Require(type, WireType.Length, "integers");
        ProtobufReader packed = reader.ReadMessage();
        while (packed.Remaining > 0)
        {
            values.Add(packed.ReadInt64());
        }
    }

    private static void ReadFloats(ref ProtobufReader reader, WireType type, List<float> values)
    {
        if (type == WireType.Fixed32)
        {
            values.Add(reader.ReadSingle());
            return;
        }

        reader.Require(type, WireType.Length, "floats");
        ProtobufReader packed = reader.ReadMessage();
        while (packed.Remaining > 0)
        {
            values.Add(packed.ReadSingle());
        }
    }

    private static void CheckCount(int count, int limit, string what)
    {
        if (count > limit)
        {
            throw new InvalidModelException(FormattableString.Invariant($"the file has more than {limit:N0} {what}; raise the limit in the reader's options if you trust it."));
        }
    }
}
