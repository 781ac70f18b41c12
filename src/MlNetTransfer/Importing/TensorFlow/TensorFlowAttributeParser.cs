using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Protobuf;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>Parses <c>AttrValue</c>, <c>TensorProto</c> and <c>TensorShapeProto</c> (attr_value.proto, tensor.proto, tensor_shape.proto).</summary>
internal static class TensorFlowAttributeParser
{
    /// <summary>Parses the message that a reader stands in.</summary>
    public static TensorFlowAttribute Parse(ProtobufReader reader)
    {
        TensorFlowAttribute value = new();
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number is >= 1 and <= 8)
            {
                WireType expected = number is 3 or 5 or 6 ? WireType.Varint : number == 4 ? WireType.Fixed32 : WireType.Length;
                reader.Require(type, expected, "attr.value." + number);
                value.Field = number;
            }

            switch (number)
            {
                case 1:
                    ReadList(reader.ReadMessage(), value.Ints);
                    break;
                case 2:
                    value.Bytes = reader.ReadBytes();
                    break;
                case 3 or 5 or 6:
                    value.Int = reader.ReadInt64();
                    break;
                case 4:
                    value.Float = reader.ReadSingle();
                    break;
                case 7:
                    value.Shape = ReadShape(reader.ReadMessage());
                    break;
                case 8:
                    value.Tensor = ReadTensor(reader.ReadMessage());
                    break;
                default:
                    value.Field = number;
                    reader.Skip(type);
                    break;
            }
        }

        return value;
    }

    // ListValue { 3 i }: the only lists that an operator of the table has.
    private static void ReadList(ProtobufReader reader, List<long> ints)
    {
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number != 3)
            {
                reader.Skip(type);
            }
            else if (type == WireType.Varint)
            {
                ints.Add(reader.ReadInt64());
            }
            else
            {
                reader.Require(type, WireType.Length, "list.i");
                ProtobufReader packed = reader.ReadMessage();
                while (packed.Remaining > 0)
                {
                    ints.Add(packed.ReadInt64());
                }
            }
        }
    }

    // TensorShapeProto { 2 dim { 1 size }, 3 unknown_rank }
    private static List<long>? ReadShape(ProtobufReader reader)
    {
        List<long> sizes = [];
        bool unknown = false;
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number == 3 && type == WireType.Varint)
            {
                unknown |= reader.ReadInt64() != 0;
            }
            else if (number == 2)
            {
                reader.Require(type, WireType.Length, "shape.dim");
                sizes.Add(ReadSize(reader.ReadMessage()));
            }
            else
            {
                reader.Skip(type);
            }

            if (sizes.Count > Shape.MaxRank)
            {
                throw new InvalidModelException(FormattableString.Invariant($"a shape has more than {Shape.MaxRank} dimensions."));
            }
        }

        return unknown ? null : sizes;
    }

    private static long ReadSize(ProtobufReader reader)
    {
        long size = 0;
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number == 1 && type == WireType.Varint)
            {
                size = reader.ReadInt64();
            }
            else
            {
                reader.Skip(type);
            }
        }

        return size;
    }

    // TensorProto { 1 dtype, 2 tensor_shape, 4 tensor_content, 5 float_val, 7 int_val, 8 string_val, 10 int64_val, 11 bool_val, 13 half_val }
    private static TensorFlowTensor ReadTensor(ProtobufReader reader)
    {
        TensorFlowTensor tensor = new();
        while (reader.TryReadField(out int number, out WireType type))
        {
            switch (number)
            {
                case 1:
                    reader.Require(type, WireType.Varint, "tensor.dtype");
                    tensor.DataType = (TensorFlowDataType)int.CreateSaturating(reader.ReadInt64());
                    break;
                case 2:
                    reader.Require(type, WireType.Length, "tensor.tensor_shape");
                    tensor.Dimensions = ReadShape(reader.ReadMessage()) ?? throw ProtobufReader.Error(reader.Offset, "a constant of unknown rank");
                    break;
                case 4:
                    reader.Require(type, WireType.Length, "tensor.tensor_content");
                    tensor.Content = reader.ReadBytes();
                    break;
                case 5 or 7 or 10 or 11 or 13:
                    WireType single = number == 5 ? WireType.Fixed32 : WireType.Varint;
                    reader.Require(type, type == WireType.Length ? type : single, "tensor." + number);
                    tensor.TypedField = number;
                    tensor.Typed.Add(type == WireType.Length ? reader.ReadBytes() : reader.ReadValueBytes(type));
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return tensor;
    }
}
