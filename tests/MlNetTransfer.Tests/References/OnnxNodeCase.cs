using System.Text.Json;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Tests.References;

/// <summary>One case of data/golden/nodes: a one-operator network, its inputs, and ONNX Runtime's outputs.</summary>
internal sealed record OnnxNodeCase(string Name, string Operator, int Opset, byte[] Model)
{
    public required IReadOnlyList<(string Name, Tensor Value)> Inputs { get; init; }

    public required IReadOnlyList<(string Name, Tensor Value)> Outputs { get; init; }

    public static IReadOnlyList<OnnxNodeCase> All { get; } =
        [.. Directory.GetFiles(TestData.Own("golden", "nodes"), "*.json").Order(StringComparer.Ordinal).SelectMany(Load)];

    public static IEnumerable<string> Names => All.Select(c => c.Name);

    public static OnnxNodeCase Find(string name) => All.Single(c => c.Name == name);

    private static IEnumerable<OnnxNodeCase> Load(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(c => new OnnxNodeCase(
            c.GetProperty("name").GetString()!,
            c.GetProperty("operator").GetString()!,
            c.GetProperty("opset").GetInt32(),
            c.GetProperty("model").GetBytesFromBase64())
        {
            Inputs = [.. c.GetProperty("inputs").EnumerateArray().Select(Value)],
            Outputs = [.. c.GetProperty("outputs").EnumerateArray().Select(Value)],
        })];
    }

    private static (string Name, Tensor Value) Value(JsonElement element)
    {
        ElementType type = element.GetProperty("type").GetString() switch
        {
            "float32" => ElementType.Float32,
            "float64" => ElementType.Float64,
            "int64" => ElementType.Int64,
            "int32" => ElementType.Int32,
            "uint8" => ElementType.UInt8,
            "bool" => ElementType.Bool,
            string other => throw new InvalidOperationException(other),
            null => throw new InvalidOperationException("no type"),
        };
        int[] shape = [.. element.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())];
        return (element.GetProperty("name").GetString()!, Tensor.FromBytes(type, new Shape(shape), element.GetProperty("data").GetBytesFromBase64()));
    }
}
