using static MlNetTransfer.Tests.References.OnnxBytes;

namespace MlNetTransfer.Tests.References;

/// <summary>Writes TensorFlow graphs, right and wrong ones, with Google's writer; field numbers from graph.proto, node_def.proto, attr_value.proto, tensor.proto.</summary>
internal static class TensorFlowBytes
{
    public const int Float = 1;
    public const int Int32 = 3;
    public const int UInt8 = 4;
    public const int Text = 7;
    public const int Bool = 10;

    public static byte[] Node(string name, string op, string[] inputs, params byte[][] attributes) =>
        Bytes(1, Join([OnnxBytes.Text(1, name), OnnxBytes.Text(2, op), .. inputs.Select(i => OnnxBytes.Text(3, i)), .. attributes.Select(a => Bytes(5, a))]));

    public static byte[] Attribute(string name, byte[] value) => Join(OnnxBytes.Text(1, name), Bytes(2, value));

    public static byte[] Type(string name, int type) => Attribute(name, Int(6, type));

    public static byte[] Word(string name, string value) => Attribute(name, OnnxBytes.Text(2, value));

    public static byte[] Flag(string name, bool value) => Attribute(name, Int(5, value ? 1 : 0));

    public static byte[] List(string name, params long[] values) => Attribute(name, Bytes(1, Join([.. values.Select(v => Int(3, v))])));

    public static byte[] Shape(params long[] sizes) => Join([.. sizes.Select(s => Bytes(2, Int(1, s)))]);

    public static byte[] Placeholder(string name, params long[] sizes) => Node(name, "Placeholder", [], Type("dtype", Float), Attribute("shape", Bytes(7, Shape(sizes))));

    public static byte[] Const(string name, float[] values, params long[] sizes) =>
        Constant(name, Float, sizes, Bytes(4, Floats(values)));

    public static byte[] Ints(string name, params int[] values) =>
        Constant(name, Int32, [values.Length], Bytes(4, [.. values.SelectMany(BitConverter.GetBytes)]));

    public static byte[] Number(string name, int value) => Constant(name, Int32, [], Bytes(4, BitConverter.GetBytes(value)));

    public static byte[] Constant(string name, int type, long[] sizes, byte[] data) =>
        Node(name, "Const", [], Type("dtype", type), Attribute("value", Bytes(8, Join(Int(1, type), Bytes(2, Shape(sizes)), data))));

    public static byte[] Conv(string name, string x, string w, params byte[][] more) =>
        Node(name, "Conv2D", [x, w], [Type("T", Float), List("strides", 1, 1, 1, 1), Word("padding", "SAME"), .. more]);

    public static byte[] Meta(byte[] graph, params byte[][] more) => Join([Bytes(1, Bytes(2, Bytes(1, OnnxBytes.Text(1, "Conv2D")))), Bytes(2, graph), .. more]);

    /// <summary>A small network with a convolution, batch normalisation, pooling and a classifier.</summary>
    public static byte[] Network() => Join(
        Placeholder("input", -1, 8, 8, 3),
        Const("w", Ramp(3 * 3 * 3 * 4), 3, 3, 3, 4),
        Conv("conv", "input", "w"),
        Const("g", Ramp(4), 4), Const("b", Ramp(4), 4), Const("m", Ramp(4), 4), Const("v", [1, 2, 3, 4], 4),
        Node("norm", "FusedBatchNormV3", ["conv", "g", "b", "m", "v"], Type("T", Float), Flag("is_training", false), Attribute("epsilon", [0x25, 0x0A, 0xD7, 0x23, 0x3C])),
        Node("relu", "Relu6", ["norm"], Type("T", Float)),
        Node("pool", "MaxPool", ["relu"], List("ksize", 1, 3, 3, 1), List("strides", 1, 2, 2, 1), Word("padding", "SAME")),
        Const("dw", Ramp(3 * 3 * 4), 3, 3, 4, 1),
        Node("deep", "DepthwiseConv2dNative", ["pool", "dw"], List("strides", 1, 1, 1, 1), Word("padding", "SAME")),
        Node("sum", "AddV2", ["deep", "pool"], Type("T", Float)),
        Ints("axes", 1, 2),
        Node("features", "Mean", ["sum", "axes"], Flag("keep_dims", false)),
        Const("head", Ramp(8), 4, 2),
        Node("product", "MatMul", ["features", "head"], Flag("transpose_a", false), Flag("transpose_b", false)),
        Const("bias", Ramp(2), 2),
        Node("logits", "BiasAdd", ["product", "bias"]),
        Node("probabilities", "Softmax", ["logits"]));

    public static float[] Ramp(int count) => [.. Enumerable.Range(0, count).Select(i => ((i * 7 % 11) - 5) / 8f)];
}
