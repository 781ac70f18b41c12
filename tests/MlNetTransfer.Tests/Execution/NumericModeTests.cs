using System.Globalization;
using System.Text.Json;
using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Tensors;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Execution;

/// <summary>What each numeric mode costs in accuracy: trained networks of 3x3 convolutions beside the same graph in double precision.</summary>
public sealed class NumericModeTests
{
    private const double PreciseBound = 1e-6;
    private const double FastBound = 5e-6;

    [Theory]
    [Trait("Lane", "Slow")]
    [InlineData("resnet8_cifar10")]
    [InlineData("resnet20_cifar10")]
    [InlineData("resnet56_cifar10")]
    public void Trained_networks_stay_close_to_double_precision(string name)
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(TestData.Real("backbones", "expected", name + ".json")));
        Graph graph = OnnxReader.Read(File.ReadAllBytes(TestData.Real("backbones", name + ".onnx")));
        JsonElement input = expected.RootElement.GetProperty("input");
        double[] means = [.. input.GetProperty("mean").EnumerateArray().Select(x => x.GetDouble())];
        double[] deviations = [.. input.GetProperty("std").EnumerateArray().Select(x => x.GetDouble())];
        Dictionary<NumericMode, double> errors = new() { [NumericMode.Precise] = 0, [NumericMode.Fast] = 0 };
        foreach (JsonElement item in expected.RootElement.GetProperty("cases").EnumerateArray())
        {
            PixelBatch picture = BackboneTests.PixelsOf(item, expected);
            float[] planes = new float[picture.Pixels.Length];
            int area = picture.Height * picture.Width;
            for (int i = 0; i < planes.Length; i++)
            {
                planes[i] = (float)((picture.Pixels.Span[(i % area * 3) + (i / area)] - means[i / area]) / deviations[i / area]);
            }

            IReadOnlyDictionary<string, ReferenceValue> exact = ExecutionRig.ReferenceOf(graph, planes, 1);
            foreach (NumericMode mode in errors.Keys)
            {
                Network network = Network.Compile(graph, new NetworkOptions { NumericMode = mode });
                float[][] actual = network.Run(planes, 1);
                double error = actual.Select((values, i) => ExecutionRig.RelativeError(values, exact[network.Outputs[i].Name].Data)).Max();
                errors[mode] = Math.Max(errors[mode], error);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {name} | {errors[NumericMode.Precise]:E1} | {errors[NumericMode.Fast]:E1} |"));
        Assert.InRange(errors[NumericMode.Precise], 0, PreciseBound);
        Assert.InRange(errors[NumericMode.Fast], errors[NumericMode.Precise] / 10, FastBound);
    }
}
