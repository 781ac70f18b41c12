using System.Globalization;
using System.Runtime.InteropServices;
using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;

namespace MlNetTransfer.Tests.Execution;

/// <summary>torchvision networks with random weights against PyTorch's stored answers; see docs/networks.md for how the files are made.</summary>
public sealed class TorchvisionTests
{
    private const double PreciseTolerance = 1e-4;
    private const double FastTolerance = 5e-4;

    public static readonly string[] Names =
    [
        "alexnet", "vgg16", "vgg16_bn", "resnet18", "resnet50", "resnext50_32x4d", "wide_resnet50_2", "squeezenet1_1", "densenet121",
        "inception_v3", "googlenet", "shufflenet_v2_x1_0", "mobilenet_v2", "mobilenet_v3_large", "mnasnet1_0", "efficientnet_b0",
        "efficientnet_v2_s", "regnet_y_400mf", "convnext_tiny",
    ];

    public static TheoryData<string> Files => [.. Names.SelectMany(name => new[] { name, name + "_unfolded" })];

    [Theory]
    [Trait("Lane", "Slow")]
    [MemberData(nameof(Files))]
    public void Answers_as_PyTorch_in_both_numeric_modes(string name)
    {
        byte[] file = File.ReadAllBytes(TestData.Real("nets", name + ".onnx"));
        float[] input = Floats(TestData.Real("nets", name + ".onnx.in.f32"));
        double[] expected = Array.ConvertAll(Floats(TestData.Real("nets", name + ".onnx.out.f32")), x => (double)x);
        Graph graph = OnnxReader.Read(file);
        var errors = new List<double>();
        foreach (NumericMode mode in new[] { NumericMode.Precise, NumericMode.Fast })
        {
            Network network = Network.Compile(graph, new NetworkOptions { NumericMode = mode });
            long perPicture = network.Input.Dimensions!.Skip(1).Aggregate(1L, (product, d) => product * d.Constant);
            errors.Add(ExecutionRig.RelativeError(network.Run(input, (int)(input.Length / perPicture))[0], expected));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {errors[0]:E1} | {errors[1]:E1} |"));
        Assert.True(errors[0] <= PreciseTolerance, string.Create(CultureInfo.InvariantCulture, $"Precise: {errors[0]:E2}"));
        Assert.True(errors[1] <= FastTolerance, string.Create(CultureInfo.InvariantCulture, $"Fast: {errors[1]:E2}"));
    }

    private static float[] Floats(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
}
