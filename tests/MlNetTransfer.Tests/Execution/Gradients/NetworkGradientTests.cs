using System.Globalization;
using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;

namespace MlNetTransfer.Tests.Execution.Gradients;

/// <summary>Real networks with everything trainable: the loss falls along the gradient as fast as the gradient says.</summary>
public sealed class NetworkGradientTests
{
    private const int Batch = 2;

    /// <summary>Share of the loss that a step is to change: far above the rounding of floats, small beside the curvature.</summary>
    private const double RelativeChange = 5e-4;

    /// <summary>Rounding of two losses and corners of activations that a step crosses.</summary>
    private const double Tolerance = 0.05;

    public static TheoryData<string> Backbones =>
    [
        "resnet8_cifar10", "resnet20_cifar10", "resnet56_cifar10", "mobilenet_v1_0.25_96_vww", "mobilenet_v1_0.25_128", "mobilenet_v1_0.75_192",
        "mobilenet_v2_0.35_224", "mobilenet_v2_1.0_224",
    ];

    public static TheoryData<string> Torchvision => [.. TorchvisionTests.Names];

    [Theory]
    [Trait("Lane", "Slow")]
    [MemberData(nameof(Backbones))]
    public void Backbones_fall_along_their_gradient(string name) => Check(File.ReadAllBytes(TestData.Real("backbones", name + ".onnx")), name);

    [Theory]
    [Trait("Lane", "Slow")]
    [MemberData(nameof(Torchvision))]
    public void Torchvision_networks_fall_along_their_gradient(string name) => Check(File.ReadAllBytes(TestData.Real("nets", name + "_unfolded.onnx")), name);

    private static void Check(byte[] file, string name)
    {
        Graph graph = OnnxReader.Read(file);
        TrainableNetwork network = TrainableNetwork.Compile(graph, new TrainableNetworkOptions { Trainable = GradientRig.AllOf(graph) });
        float[] input = ExecutionRig.InputFor(graph with { Inputs = [network.Input] }, Batch, seed: 1);
        int length = (int)network.Outputs[0].Dimensions!.Skip(1).Aggregate(1L, (product, d) => product * d.Constant);
        double loss = network.Accumulate(input, Batch, GradientRig.LossOf(length));
        float[][] gradients = [.. network.Parameters.Select(parameter => parameter.Gradient.ToArray())];
        float[][] values = [.. network.Parameters.Select(parameter => parameter.Values.ToArray())];
        double slope = Math.Sqrt(gradients.Sum(gradient => gradient.Sum(g => (double)g * g)));
        double step = RelativeChange * loss / slope;
        (double ahead, double gained) = LossAt(step);
        (double behind, double lost) = LossAt(-step);
        double ratio = (ahead - behind) / (gained - lost);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {name} | {network.Parameters.Count} | {loss:F3} | {slope:E3} | {ratio:F4} |"));
        Assert.InRange(ratio, 1 - Tolerance, 1 + Tolerance);

        // What the gradient says of the way that the weights really went: a step is small beside the distance of floats, and many weights of a large network stay or go too far.
        (double Loss, double Expected) LossAt(double distance)
        {
            double expected = 0;
            for (int i = 0; i < values.Length; i++)
            {
                Span<float> moved = network.Parameters[i].Values.Span;
                for (int j = 0; j < moved.Length; j++)
                {
                    moved[j] = (float)(values[i][j] + (distance * gradients[i][j] / slope));
                    expected += ((double)moved[j] - values[i][j]) * gradients[i][j];
                }
            }

            network.ParametersChanged();
            return (network.Accumulate(input, Batch, GradientRig.LossOf(length)), expected);
        }
    }
}
