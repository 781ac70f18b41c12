using System.Security.Cryptography;
using MlNetTransfer.Backbones.Published;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Tests.Backbones.Published;

/// <summary>A network of a few kilobytes as a file: input [N, 3, 8, 8], pooled, 5 features, 3 scores.</summary>
internal static class TinyNetwork
{
    /// <summary>The file.</summary>
    public static byte[] Bytes { get; } = OnnxWriter.Write(Create([]));

    /// <summary>SHA-256 of the file.</summary>
    public static string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes));

    /// <summary>The graph; <paramref name="before"/> come between the input and its pooling and write "pixels".</summary>
    public static Graph Create(IReadOnlyList<Node> before) => new()
    {
        Inputs = [new ValueInfo("input", ElementType.Float32, [Dimension.Batch, Dimension.Of(3), Dimension.Of(8), Dimension.Of(8)])],
        Outputs = [new ValueInfo("scores", ElementType.Float32, [Dimension.Batch, Dimension.Of(3)])],
        Nodes =
        [
            .. before,
            new Node("pool", new GlobalAveragePool(), [before.Count > 0 ? "pixels" : "input"], ["pooled"]),
            new Node("flat", new Flatten(1), ["pooled"], ["flat"]),
            new Node("embed", new Gemm { Alpha = 1, Beta = 1 }, ["flat", "w0"], ["embedding"]),
            new Node("active", new Relu(), ["embedding"], ["activated"]),
            new Node("fc", new Gemm { Alpha = 1, Beta = 1 }, ["activated", "w1"], ["scores"]),
        ],
        Constants = new Dictionary<string, Tensor>
        {
            ["w0"] = Tensor.FromFloats(new Shape(3, 5), Ramp(15)),
            ["w1"] = Tensor.FromFloats(new Shape(5, 3), Ramp(15)),
            ["half"] = Tensor.FromFloats(new Shape(1), [0.5f]),
        },
    };

    /// <summary>A published network with that file.</summary>
    /// <param name="isPinned">Whether length and hash are published.</param>
    /// <param name="addresses">Official addresses.</param>
    public static PublishedBackbone Published(bool isPinned, params Uri[] addresses) => new()
    {
        Name = "Tiny",
        FileName = "tiny.onnx",
        Family = PublishedBackbone.MlNetFamily,
        Source = "made by the test",
        License = "MIT",
        Sha256 = isPinned ? Sha256 : null,
        Bytes = isPinned ? Bytes.Length : null,
        Addresses = addresses,
    };

    private static float[] Ramp(int count) => [.. Enumerable.Range(0, count).Select(i => (i - (count / 2)) / 8f)];
}
