using System.Runtime.InteropServices;
using System.Text.Json;
using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
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
            (Graph prepared, float[] values, int batch) = Prepare(graph, inputs);
            var network = Network.Compile(prepared, new NetworkOptions { ThreadCount = 1, NumericMode = NumericMode.Precise });
            return network.Run(values, batch).Zip(expected, DifferenceOf).FirstOrDefault(difference => difference is not null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e.GetType().Name + ": " + e.Message;
        }
    }

    /// <summary>
    /// A network has one input. Several inputs of floats are packed into one and cut apart again by nodes; where shapes are fed, all inputs
    /// but a first one of floats become constants.
    /// </summary>
    private static (Graph Graph, float[] Values, int Batch) Prepare(Graph graph, GoldenTensor[] inputs)
    {
        if (inputs.Length == 1 && !NeedsConstants(graph))
        {
            return (graph, inputs[0].ToFloats(), inputs[0].Shape.Length == 0 ? 1 : inputs[0].Shape[0]);
        }

        if (inputs.All(input => input.Type == "float32") && !NeedsConstants(graph))
        {
            return (Packed(graph, inputs), [.. inputs.SelectMany(input => input.ToFloats())], 1);
        }

        var constants = new Dictionary<string, Tensor>(graph.Constants, StringComparer.Ordinal);
        bool keepsFirst = inputs[0].Type == "float32" && !NeedsConstants(graph);
        foreach (GoldenTensor input in inputs.Skip(keepsFirst ? 1 : 0))
        {
            constants[input.Name] = input.ToTensor();
        }

        int[] shape = keepsFirst ? inputs[0].Shape : [1];
        var first = new ValueInfo(keepsFirst ? inputs[0].Name : "unused", ElementType.Float32, [.. shape.Select(d => Dimension.Of(d))]);
        return (graph with { Inputs = [first], Constants = constants }, keepsFirst ? inputs[0].ToFloats() : [0f], shape.Length == 0 ? 1 : shape[0]);
    }

    private static bool NeedsConstants(Graph graph) => graph.Nodes.Any(node => node.Operator is RangeOf or ConstantOfShape);

    private static Graph Packed(Graph graph, GoldenTensor[] inputs)
    {
        var constants = new Dictionary<string, Tensor>(graph.Constants, StringComparer.Ordinal);
        var nodes = new List<Node>();
        long start = 0;
        foreach (GoldenTensor input in inputs)
        {
            long end = start + input.Shape.Aggregate(1L, (product, d) => product * d);
            constants[input.Name + ":start"] = Tensor.FromInt64s(new Shape(1), [start]);
            constants[input.Name + ":end"] = Tensor.FromInt64s(new Shape(1), [end]);
            constants[input.Name + ":shape"] = Tensor.FromInt64s(new Shape(input.Shape.Length), [.. input.Shape.Select(d => (long)d)]);
            nodes.Add(new Node("", new Slice(), ["packed", input.Name + ":start", input.Name + ":end"], [input.Name + ":flat"]));
            nodes.Add(new Node("", new Reshape(AllowZero: true), [input.Name + ":flat", input.Name + ":shape"], [input.Name]));
            start = end;
        }

        // The first dimension of 1 makes the packed values one unit of the batch.
        var packed = new ValueInfo("all", ElementType.Float32, [Dimension.Of(1), Dimension.Of(start)]);
        constants["all:shape"] = Tensor.FromInt64s(new Shape(1), [start]);
        nodes.Insert(0, new Node("", new Reshape(AllowZero: true), ["all", "all:shape"], ["packed"]));
        return graph with { Inputs = [packed], Constants = constants, Nodes = [.. nodes, .. graph.Nodes] };
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
