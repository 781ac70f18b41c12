using System.Runtime.InteropServices;
using System.Text.Json;
using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Importing.TensorFlow;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Importing;

/// <summary>One-operator TensorFlow graphs against the formula in double precision and against OpenCV; see data/golden/tensorflow/README.md.</summary>
public sealed class TensorFlowCaseTests
{
    private const double RelativeTolerance = 1e-5;
    private const double AbsoluteTolerance = 2e-6;

    // These need their elements in the file's order at some point, whatever the importer does.
    private static readonly string[] NeedTransposition =
    [
        "reshape_rows", "reshape_picture", "transpose_hw", "slice_shrink", "Mean_c", "Mean_w", "Sum_c", "Sum_w", "Max_c", "Max_w", "Min_c", "Min_w",
    ];

    public static TheoryData<string> Families => ["convolution", "pooling", "normalisation", "elementwise", "reduction", "shape"];

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_case_answers_as_the_formula_and_as_OpenCV(string family)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(TestData.Own("golden", "tensorflow", family + ".json")));
        List<string> failures = [];
        int count = 0;
        foreach (JsonElement item in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            count++;
            if (FailureOf(item) is { } failure)
            {
                failures.Add($"{item.GetProperty("name").GetString()}: {failure}");
            }
        }

        Assert.InRange(count, 5, 1000);
        Assert.True(failures.Count == 0, $"{failures.Count} of {count} cases fail:\n" + string.Join("\n", failures));
    }

    private static string? FailureOf(JsonElement item)
    {
        byte[] model = item.GetProperty("model").GetBytesFromBase64();
        ReferenceArray x = ArrayOf(item.GetProperty("input"));
        ReferenceArray fed = item.GetProperty("inputMoved").GetBoolean() ? x.Transpose(0, 3, 1, 2) : x;
        try
        {
            Graph graph = TensorFlowReader.Read(model);
            ReferenceArray expected = TensorFlowReference.Run(model, x, item.GetProperty("output").GetString()!);
            expected = item.GetProperty("outputMoved").GetBoolean() && expected.Rank == 4 ? expected.Transpose(0, 3, 1, 2) : expected;
            string? failure = DifferenceOf(Run(graph, fed, item), expected, "formula");
            failure ??= DifferenceOf(Run(OnnxReader.Read(OnnxWriter.Write(graph)), fed, item), expected, "formula, after a way through ONNX");
            failure ??= TranspositionIn(graph, item.GetProperty("name").GetString()!);
            return failure ?? (item.TryGetProperty("opencv", out JsonElement peer) ? PeerDifference(expected, ArrayOf(peer), item) : null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e.GetType().Name + ": " + e.Message;
        }
    }

    private static double[] Run(Graph graph, ReferenceArray x, JsonElement item)
    {
        NetworkOptions options = new() { ThreadCount = 1, NumericMode = NumericMode.Precise, Outputs = [item.GetProperty("output").GetString()!] };
        if (graph.Inputs[0].Dimensions is { Count: 4 } d && d.Any(s => s.IsUnknown))
        {
            options = options with { InputHeight = x.Shape[2], InputWidth = x.Shape[3] };
        }

        Network network = Network.Compile(graph, options);
        return [.. network.Run(Array.ConvertAll(x.Values, v => (float)v), x.Shape[0])[0].Select(v => (double)v)];
    }

    private static string? TranspositionIn(Graph graph, string name) =>
        !NeedTransposition.Contains(name) && GraphOptimizer.Optimize(graph, "y").Nodes.Any(n => n.Operator is Transpose) ? "has a transposition" : null;

    // OpenCV's layout of vectors and of what is no picture differs; where the number of elements is the same they are compared in order.
    private static string? PeerDifference(ReferenceArray expected, ReferenceArray peer, JsonElement item) =>
        peer.Values.Length == expected.Values.Length ? DifferenceOf(peer.Values, expected, "OpenCV and formula") : $"OpenCV has shape [{string.Join(", ", peer.Shape)}] for {item.GetProperty("name")}";

    private static string? DifferenceOf(double[] actual, ReferenceArray expected, string what)
    {
        if (actual.Length != expected.Values.Length)
        {
            return $"{what}: {actual.Length} values, expected [{string.Join(", ", expected.Shape)}]";
        }

        double scale = expected.Values.Max(Math.Abs);
        double worst = actual.Zip(expected.Values, (a, b) => double.IsNaN(a) ? double.PositiveInfinity : Math.Abs(a - b)).Max();
        return worst <= AbsoluteTolerance + (RelativeTolerance * scale) ? null : $"{what}: differs by {worst:G3}, largest value {scale:G3}";
    }

    private static ReferenceArray ArrayOf(JsonElement item) => new(
        [.. item.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())],
        [.. MemoryMarshal.Cast<byte, float>(item.GetProperty("data").GetBytesFromBase64()).ToArray().Select(v => (double)v)]);
}
