using MlNetTransfer.Importing.Protobuf;

namespace MlNetTransfer.Importing.Onnx;

/// <summary>Parses <c>TensorProto</c> without decoding its data.</summary>
internal static class OnnxTensorParser
{
    /// <summary>Parses the message that a reader stands in.</summary>
    public static OnnxTensor Parse(ProtobufReader reader)
    {
        OnnxTensor tensor = new() { Offset = reader.Offset };
        while (reader.TryReadField(out int number, out WireType type))
        {
            switch (number)
            {
                case 1:
                    OnnxFields.ReadInt64s(ref reader, type, tensor.Dimensions);
                    OnnxFields.CheckCount(tensor.Dimensions.Count, Tensors.Shape.MaxRank, "dimensions of a tensor");
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
                case 13 or 14:
                    ReadLocation(ref reader, number, type, tensor);
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

    private static void ReadLocation(ref ProtobufReader reader, int number, WireType type, OnnxTensor tensor)
    {
        reader.Require(type, number == 13 ? WireType.Length : WireType.Varint, "tensor." + number);
        if (number == 14)
        {
            tensor.IsExternal |= reader.ReadInt64() != 0;
            return;
        }

        (string key, string value) = OnnxFields.ReadPair(reader.ReadMessage());
        tensor.ExternalData[key] = value;
        tensor.IsExternal = true;
    }
}
