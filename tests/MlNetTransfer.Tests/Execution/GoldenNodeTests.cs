using System.Runtime.InteropServices;
using System.Text.Json;
using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Tests.Execution;

/// <summary>One-operator networks against ONNX Runtime's answers; see data/golden/nodes/README.md.</summary>
public sealed class GoldenNodeTests
{
    private const double RelativeTolerance = 1e-5;
    private const double AbsoluteTolerance = 1e-6;

    private static readonly string[] Families =
        ["convolution", "pooling", "normalisation", "activation", "arithmetic", "matrix", "reduction", "shape", "constants"];

    public static TheoryData<string> FamilyNames => [.. Families];

    [Theory]
    [MemberData(nameof(FamilyNames))]
    public void Every_case_answers_as_ONNX_Runtime(string family)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(TestData.Own("golden", "nodes", family + ".json")));
        var failures = new List<string>();
        int count = 0;
        foreach (JsonElement item in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            count++;
            string name = item.GetProperty("name").GetString()!;
            string? failure = FailureOf(item);
            if (failure is not null)
            {
                failures.Add($"{name}: {failure}");
            }
        }

        Assert.True(count > 0);
        Assert.True(failures.Count == 0, $"{failures.Count} of {count} cases fail:\n" + string.Join("\n", failures));
    }

    private static string? FailureOf(JsonElement item)
    {
        Graph graph = OnnxReader.Read(item.GetProperty("model").GetBytesFromBase64());
        GoldenTensor[] inputs = [.. item.GetProperty("inputs").EnumerateArray().Select(GoldenTensor.Read)];
        GoldenTensor[] expected = [.. item.GetProperty("outputs").EnumerateArray().Select(GoldenTensor.Read)];
        try
        {
            // A network has one input; further ones become constants of the graph.
            var constants = new Dictionary<string, Tensor>(graph.Constants, StringComparer.Ordinal);
            foreach (GoldenTensor extra in inputs.Skip(1))
            {
                constants[extra.Name] = extra.ToTensor();
            }

            ValueInfo[] first = [.. graph.Inputs.Where(input => inputs.Length == 0 || input.Name == inputs[0].Name)];
            var network = Network.Compile(graph with { Inputs = first, Constants = constants }, new NetworkOptions { ThreadCount = 1, NumericMode = NumericMode.Precise });
            int batch = inputs[0].Shape.Length == 0 ? 1 : inputs[0].Shape[0];
            float[][] actual = network.Run(inputs[0].ToFloats(), batch);
            return actual.Zip(expected, DifferenceOf).FirstOrDefault(difference => difference is not null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e.GetType().Name + ": " + e.Message;
        }
    }

    private static string? DifferenceOf(float[] actual, GoldenTensor expected)
    {
        float[] values = expected.ToFloats();
        if (actual.Length != values.Length)
        {
            return $"{actual.Length} values, expected {values.Length}";
        }

        double largest = values.Where(float.IsFinite).Select(x => Math.Abs((double)x)).DefaultIfEmpty().Max();
        double tolerance = expected.IsExact ? 0 : (RelativeTolerance * largest) + AbsoluteTolerance;
        for (int i = 0; i < values.Length; i++)
        {
            bool same = actual[i].Equals(values[i]) || Math.Abs((double)actual[i] - values[i]) <= tolerance;
            if (!same)
            {
                return FormattableString.Invariant($"element {i} is {actual[i]:G9}, expected {values[i]:G9}");
            }
        }

        return null;
    }

    private sealed record GoldenTensor(string Name, string Type, int[] Shape, byte[] Bytes)
    {
        public bool IsExact => Type is not ("float32" or "float64" or "float16");

        public static GoldenTensor Read(JsonElement element) => new(
            element.GetProperty("name").GetString()!,
            element.GetProperty("type").GetString()!,
            [.. element.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())],
            element.GetProperty("data").GetBytesFromBase64());

        public Tensor ToTensor() => Tensor.FromBytes(ElementTypeOf(Type), new Shape(Shape), Bytes);

        public float[] ToFloats() => Type switch
        {
            "float32" => MemoryMarshal.Cast<byte, float>(Bytes).ToArray(),
            "float64" => Array.ConvertAll(MemoryMarshal.Cast<byte, double>(Bytes).ToArray(), x => (float)x),
            "int64" => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(Bytes).ToArray(), x => (float)x),
            "int32" => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(Bytes).ToArray(), x => (float)x),
            "int8" => Array.ConvertAll(Bytes, x => (float)(sbyte)x),
            _ => Array.ConvertAll(Bytes, x => (float)x),
        };

        private static ElementType ElementTypeOf(string type) => type switch
        {
            "float32" => ElementType.Float32,
            "float64" => ElementType.Float64,
            "int64" => ElementType.Int64,
            "int32" => ElementType.Int32,
            "uint8" => ElementType.UInt8,
            "int8" => ElementType.Int8,
            "bool" => ElementType.Bool,
            _ => throw new InvalidDataException($"Unknown type {type}."),
        };
    }
}
