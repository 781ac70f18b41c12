using MlNetTransfer.Importing.Protobuf;

namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>Field shapes that several TensorFlow messages share.</summary>
internal static class TensorFlowFields
{
    /// <summary>Reads a map entry: key text and value message.</summary>
    public static (string Key, ReadOnlyMemory<byte> Value) ReadEntry(ProtobufReader reader)
    {
        string key = "";
        ReadOnlyMemory<byte> value = default;
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number == 1 && type == WireType.Length)
            {
                key = reader.ReadString();
            }
            else if (number == 2 && type == WireType.Length)
            {
                value = reader.ReadBytes();
            }
            else
            {
                reader.Skip(type);
            }
        }

        return (key, value);
    }

    /// <summary>Reads field 1 of a message as text; empty when there is none.</summary>
    public static string ReadFirstText(ProtobufReader reader)
    {
        string text = "";
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number == 1 && type == WireType.Length)
            {
                text = reader.ReadString();
            }
            else
            {
                reader.Skip(type);
            }
        }

        return text;
    }
}
