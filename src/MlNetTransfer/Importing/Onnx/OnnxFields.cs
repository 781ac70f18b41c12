using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Protobuf;

namespace MlNetTransfer.Importing.Onnx;

/// <summary>Field shapes that several ONNX messages share.</summary>
internal static class OnnxFields
{
    /// <summary>Reads a <c>StringStringEntryProto</c>.</summary>
    public static (string Key, string Value) ReadPair(ProtobufReader reader)
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

    /// <summary>Reads integers, packed or one at a time.</summary>
    public static void ReadInt64s(ref ProtobufReader reader, WireType type, List<long> values)
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

    /// <summary>Reads floats, packed or one at a time.</summary>
    public static void ReadFloats(ref ProtobufReader reader, WireType type, List<float> values)
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

    /// <summary>Refuses files with more of something than is allowed.</summary>
    public static void CheckCount(int count, int limit, string what)
    {
        if (count > limit)
        {
            throw new InvalidModelException(FormattableString.Invariant($"the file has more than {limit:N0} {what}; raise the limit in the reader's options if you trust it."));
        }
    }
}
