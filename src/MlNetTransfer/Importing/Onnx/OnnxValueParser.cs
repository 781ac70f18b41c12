using MlNetTransfer.Importing.Protobuf;

namespace MlNetTransfer.Importing.Onnx;

/// <summary>Parses <c>ValueInfoProto</c>: name, element type and shape of an input or output.</summary>
internal static class OnnxValueParser
{
    /// <summary>Parses the message that a reader stands in.</summary>
    public static OnnxValue Parse(ProtobufReader reader)
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

            OnnxFields.CheckCount(dimensions.Count + 1, Tensors.Shape.MaxRank, "dimensions of a value");
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
}
