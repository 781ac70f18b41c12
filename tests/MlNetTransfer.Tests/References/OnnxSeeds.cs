using static MlNetTransfer.Tests.References.OnnxBytes;

namespace MlNetTransfer.Tests.References;

/// <summary>Small whole networks to damage: with batch normalisation and a residual, with a channel shuffle computed from shapes, with squeeze-excite.</summary>
internal static class OnnxSeeds
{
    public static byte[] Residual() => Model(Join(
        Input("x", 0, 2, 6, 6),
        Weights("w", 2, 2, 3, 3),
        Weights("s", 2),
        Weights("f", 3, 2),
        Node("Conv", ["x", "w"], ["c"], "conv", IntsAttribute("pads", 1, 1, 1, 1)),
        Node("BatchNormalization", ["c", "s", "s", "s", "s"], ["n"], "norm"),
        Node("Add", ["n", "x"], ["a"], "add"),
        Node("Relu", ["a"], ["r"], "relu"),
        Node("GlobalAveragePool", ["r"], ["p"], "pool"),
        Node("Flatten", ["p"], ["v"], "flatten"),
        Node("Gemm", ["v", "f"], ["y"], "fc", IntAttribute("transB", 1)),
        Output("y", 0, 3)));

    public static byte[] Shuffle() => Model(Join(
        Input("x", 0, 4, 2, 2),
        Initializer("i0", [1], 7, Int64s(0)),
        Initializer("tail", [4], 7, Int64s(2, 2, 2, 2)),
        Initializer("back", [3], 7, Int64s(4, 2, 2)),
        Node("Shape", ["x"], ["shape"]),
        Node("Gather", ["shape", "i0"], ["n"]),
        Node("Concat", ["n", "tail"], ["apart"], "", IntAttribute("axis", 0)),
        Node("Concat", ["n", "back"], ["together"], "", IntAttribute("axis", 0)),
        Node("Reshape", ["x", "apart"], ["g"]),
        Node("Transpose", ["g"], ["t"], "", IntsAttribute("perm", 0, 2, 1, 3, 4)),
        Node("Reshape", ["t", "together"], ["y"]),
        Output("y", 0, 4, 2, 2)));

    public static byte[] SqueezeExcite() => Model(Join(
        Input("x", 0, 4, 3, 3),
        Weights("a", 2, 4, 1, 1),
        Weights("b", 4, 2, 1, 1),
        Initializer("axes", [2], 7, Int64s(2, 3)),
        Node("ReduceMean", ["x"], ["m"], "mean", IntsAttribute("axes", 2, 3)),
        Node("Conv", ["m", "a"], ["h"]),
        Node("Sigmoid", ["h"], ["hs"]),
        Node("Mul", ["h", "hs"], ["silu"]),
        Node("Conv", ["silu", "b"], ["e"]),
        Node("HardSigmoid", ["e"], ["gate"]),
        Node("Mul", ["x", "gate"], ["scaled"]),
        Node("Squeeze", ["m", "axes"], ["y"]),
        Output("y", 0, 4),
        Output("scaled", 0, 4, 3, 3)));

    private static byte[] IntsAttribute(string name, params long[] values) => Join([Text(1, name), .. values.Select(v => Int(8, v)), Int(20, 7)]);

    private static byte[] Weights(string name, params long[] dimensions) =>
        Initializer(name, dimensions, 1, Floats([.. Enumerable.Range(1, (int)dimensions.Aggregate(1L, (p, d) => p * d)).Select(i => i / 7f)]));
}
