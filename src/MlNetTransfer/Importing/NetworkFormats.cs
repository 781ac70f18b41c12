using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Protobuf;

namespace MlNetTransfer.Importing;

/// <summary>Tells the protobuf formats apart by their first fields; names of files are not looked at.</summary>
/// <remarks>
/// ONNX ModelProto: 1 ir_version (number), 7 graph, 8 opset. SavedModel: 1 version (number), 2 meta_graph. GraphDef: 1 node { 1 name, 2 op: text }.
/// MetaGraphDef: 1 meta_info { 2 stripped ops: messages }, 2 graph_def { 1 node }.
/// </remarks>
internal static class NetworkFormats
{
    private const int LookedAt = 64;

    /// <summary>What to do with a SavedModel.</summary>
    public const string SavedModelAdvice =
        "this is a TensorFlow SavedModel, whose weights are in a folder beside it. Freeze it to one GraphDef (convert_variables_to_constants_v2 on its serving_default function), "
        + "or convert its folder to ONNX: python -m tf2onnx.convert --saved-model FOLDER --output model.onnx.";

    /// <summary>Recognises a file.</summary>
    /// <param name="file">The whole file.</param>
    public static NetworkFormat Recognize(ReadOnlyMemory<byte> file)
    {
        try
        {
            return ByFields(new ProtobufReader(file));
        }
        catch (InvalidModelException)
        {
            // Not protobuf, or cut short before anything told the format.
            return NetworkFormat.Unknown;
        }
    }

    private static NetworkFormat ByFields(ProtobufReader reader)
    {
        bool numberFirst = false;
        for (int i = 0; i < LookedAt && reader.TryReadField(out int number, out WireType type); i++)
        {
            numberFirst |= number == 1 && type == WireType.Varint;
            bool isOnnx = (number is 7 or 8 && type == WireType.Length) || (number is 3 or 4 or 6 && type == WireType.Length && numberFirst);
            if (isOnnx || (number == 2 && type == WireType.Length && numberFirst))
            {
                return isOnnx || !StartsWithMessage(reader.ReadBytes()) ? NetworkFormat.Onnx : NetworkFormat.TensorFlowSavedModel;
            }

            if (type == WireType.Length && number is 1 or 2)
            {
                ReadOnlyMemory<byte> message = reader.ReadBytes();
                if (number == 2)
                {
                    return NetworkFormat.TensorFlowMetaGraph;
                }

                if (IsNode(message))
                {
                    return NetworkFormat.TensorFlowGraph;
                }

                continue;
            }

            reader.Skip(type);
        }

        return NetworkFormat.Unknown;
    }

    // NodeDef: the operator is a word; what a MetaInfoDef has in field 2 is a message, and starts with its key.
    private static bool IsNode(ReadOnlyMemory<byte> message)
    {
        ProtobufReader reader = new(message);
        while (reader.TryReadField(out int number, out WireType type))
        {
            if (number == 2 && type == WireType.Length)
            {
                ReadOnlySpan<byte> name = reader.ReadBytes().Span;
                return name.Length > 0 && (char.IsAsciiLetter((char)name[0]) || name[0] == '_');
            }

            reader.Skip(type);
        }

        return false;
    }

    // A MetaGraphDef in field 2, not ONNX's producer_name.
    private static bool StartsWithMessage(ReadOnlyMemory<byte> value)
    {
        const byte FirstKey = 0x0A;
        return value.Length > 0 && (value.Span[0] == FirstKey || value.Span[0] == 0x12);
    }
}
