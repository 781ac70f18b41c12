using Google.Protobuf;

namespace MlNetTransfer.Tests.References;

/// <summary>Writes ONNX messages, right and wrong ones, with Google's writer; field numbers from onnx.proto.</summary>
internal static class OnnxBytes
{
    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(p => p)];

    public static byte[] Int(int field, long value) => Write(o =>
    {
        o.WriteTag(field, WireFormat.WireType.Varint);
        o.WriteInt64(value);
    });

    public static byte[] Bytes(int field, byte[] value) => Write(o =>
    {
        o.WriteTag(field, WireFormat.WireType.LengthDelimited);
        o.WriteBytes(ByteString.CopyFrom(value));
    });

    public static byte[] Text(int field, string value) => Bytes(field, System.Text.Encoding.UTF8.GetBytes(value));

    public static byte[] Model(byte[] graph, long opset = 13) => Join(Int(1, 8), Bytes(7, graph), Bytes(8, Join(Text(1, ""), Int(2, opset))));

    public static byte[] Node(string op, string[] inputs, string[] outputs, string name = "", params byte[][] attributes) => Bytes(1, Join(
        [.. inputs.Select(i => Text(1, i)), .. outputs.Select(o => Text(2, o)), Text(3, name), Text(4, op), .. attributes.Select(a => Bytes(5, a))]));

    public static byte[] IntAttribute(string name, long value) => Join(Text(1, name), Int(3, value), Int(20, 2));

    public static byte[] GraphAttribute(string name) => Join(Text(1, name), Bytes(6, Text(2, "body")), Int(20, 5));

    public static byte[] Initializer(string name, long[] dimensions, int type, byte[] raw) => Bytes(5, TensorFields(name, dimensions, type, Bytes(9, raw)));

    public static byte[] TensorFields(string name, long[] dimensions, int type, params byte[][] data) =>
        Join([.. dimensions.Select(d => Int(1, d)), Int(2, type), Text(8, name), .. data]);

    public static byte[] Input(string name, params long[] dimensions) => Value(11, name, dimensions);

    public static byte[] Output(string name, params long[] dimensions) => Value(12, name, dimensions);

    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Int64s(params long[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Value(int field, string name, long[] dimensions) =>
        Bytes(field, Join(Text(1, name), Bytes(2, Bytes(1, Join(Int(1, 1), Bytes(2, Join([.. dimensions.Select(d => Bytes(1, Int(1, d)))])))))));

    private static byte[] Write(Action<CodedOutputStream> write)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream coded = new(stream, leaveOpen: true))
        {
            write(coded);
        }

        return stream.ToArray();
    }
}
