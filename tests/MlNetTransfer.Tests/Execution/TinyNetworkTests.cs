using System.Runtime.InteropServices;
using System.Text.Json;
using MlNetTransfer.Backbones;
using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Tests.Backbones;

namespace MlNetTransfer.Tests.Execution;

/// <summary>One tiny network per family against PyTorch's answers at three depths; see data/golden/networks/README.md.</summary>
public sealed class TinyNetworkTests
{
    private const double PreciseTolerance = 2e-5;
    private const double FastTolerance = 1e-4;

    private static readonly string[] _outputs = ["tap", "features", "logits"];

    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> cases = [];
        using JsonDocument index = Index();
        foreach (JsonElement network in index.RootElement.EnumerateArray())
        {
            foreach (JsonElement entry in network.GetProperty("cases").EnumerateArray())
            {
                cases.Add(network.GetProperty("name").GetString()!, entry.GetProperty("case").GetString()!);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Answers_as_PyTorch_at_three_depths_in_both_numeric_modes(string name, string caseName)
    {
        Case golden = Read(name, caseName);
        Graph graph = OnnxReader.Read(File.ReadAllBytes(TestData.Own("golden", "networks", name + ".onnx")));
        List<string> problems = [];
        foreach (NumericMode mode in Enum.GetValues<NumericMode>())
        {
            double tolerance = mode == NumericMode.Precise ? PreciseTolerance : FastTolerance;
            float[][] all = Compile(graph, golden, mode, _outputs).Run(golden.Values[0], golden.Batch);
            float[] alone = Compile(graph, golden, mode, ["logits"]).Run(golden.Values[0], golden.Batch)[0];
            for (int i = 0; i < _outputs.Length; i++)
            {
                Compare(problems, $"{mode} {_outputs[i]}", all[i], golden.Values[i + 1], tolerance);
            }

            Compare(problems, $"{mode} logits without taps", alone, golden.Values[3], tolerance);
        }

        Assert.True(problems.Count == 0, string.Join("; ", problems));
    }

    [Fact]
    public void Every_family_of_the_list_is_there_with_odd_and_even_sizes()
    {
        string[] names = [.. Cases().Select(row => row.Data.Item1).Distinct(StringComparer.Ordinal)];
        Assert.Equal(20, names.Length);
        Assert.Equal(15, names.Count(n => Cases().Any(row => row.Data == (n, "odd")) && Cases().Any(row => row.Data == (n, "even"))));
    }

    [Theory]
    [InlineData(NumericMode.Precise)]
    [InlineData(NumericMode.Fast)]
    public void Scattering_network_runs_as_its_independent_implementation(NumericMode mode)
    {
        Network network = Network.Compile(ScatteringNetwork.Create(), new NetworkOptions { NumericMode = mode });
        float[] actual = network.Run(ScatteringNetworkTests.Input(), 2)[0];
        double[] expected = ScatteringNetworkTests.Expected();
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max(), 0, 1e-4);
    }

    private static Network Compile(Graph graph, Case golden, NumericMode mode, IReadOnlyList<string> outputs) =>
        Network.Compile(
            graph,
            new NetworkOptions { NumericMode = mode, Outputs = outputs, InputHeight = golden.Height, InputWidth = golden.Width });

    private static void Compare(List<string> problems, string what, float[] actual, float[] expected, double tolerance)
    {
        double largest = expected.Max(v => Math.Abs((double)v));
        double error = actual.Length == expected.Length
            ? actual.Zip(expected, (a, e) => float.IsNaN(a) ? double.PositiveInfinity : Math.Abs((double)a - e)).Max() / largest
            : double.PositiveInfinity;
        if (error > tolerance)
        {
            problems.Add(FormattableString.Invariant($"{what}: {error:E2} of the largest value, {actual.Length} of {expected.Length} values"));
        }
    }

    private static Case Read(string name, string caseName)
    {
        using JsonDocument index = Index();
        JsonElement entry = index.RootElement.EnumerateArray().Single(n => n.GetProperty("name").GetString() == name)
            .GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("case").GetString() == caseName);
        byte[] bytes = File.ReadAllBytes(TestData.Own("golden", "networks", $"{name}.{caseName}.f32"));
        List<float[]> values = [];
        int offset = 0;
        foreach (string value in (IEnumerable<string>)["x", .. _outputs])
        {
            int length = entry.GetProperty(value).EnumerateArray().Aggregate(1, (product, d) => product * d.GetInt32());
            values.Add(MemoryMarshal.Cast<byte, float>(bytes.AsSpan(offset, length * sizeof(float))).ToArray());
            offset += length * sizeof(float);
        }

        Assert.Equal(bytes.Length, offset);
        JsonElement x = entry.GetProperty("x");
        return new Case(x[0].GetInt32(), x[2].GetInt32(), x[3].GetInt32(), values);
    }

    private static JsonDocument Index() => JsonDocument.Parse(File.ReadAllBytes(TestData.Own("golden", "networks", "networks.json")));

    private sealed record Case(int Batch, int Height, int Width, IReadOnlyList<float[]> Values);
}
