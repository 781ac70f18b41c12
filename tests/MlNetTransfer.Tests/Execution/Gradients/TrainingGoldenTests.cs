using System.Text.Json;
using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Tests.Execution.Gradients;

/// <summary>A small network beside PyTorch: losses, gradients and running statistics; see data/golden/training.</summary>
public sealed class TrainingGoldenTests
{
    private const int Classes = 5;
    private const int Batch = 6;
    private const float LearningRate = 0.1f;
    private static readonly string[] Trainable =
    [
        "conv1.weight", "bn1.weight", "bn1.bias", "conv2.weight", "bn2.weight", "bn2.bias", "conv3.weight", "bn3.weight", "bn3.bias", "fc.weight", "fc.bias",
    ];

    private readonly Dictionary<string, Tensor> _constants = new(StringComparer.Ordinal);

    [Theory]
    [InlineData(BatchNormalizationMode.Frozen)]
    [InlineData(BatchNormalizationMode.Updating)]
    public void Losses_gradients_and_statistics_follow_PyTorch(BatchNormalizationMode mode)
    {
        JsonElement golden = JsonDocument.Parse(File.ReadAllBytes(TestData.Own("golden", "training", "small_network.json"))).RootElement
            .GetProperty(mode == BatchNormalizationMode.Frozen ? "frozen" : "updating");
        TrainableNetwork network = TrainableNetwork.Compile(SmallNetwork(), new TrainableNetworkOptions { Trainable = Trainable, BatchNormalization = mode });
        for (int step = 0; step < 5; step++)
        {
            network.ClearGradients();
            double loss = network.Accumulate(Values(100 + step, Batch * 3 * 12 * 12, 0, 1), Batch, CrossEntropy);
            Assert.Equal(golden.GetProperty("losses")[step].GetDouble(), loss, 1e-4);
            if (step == 0)
            {
                CompareGradients(network, golden.GetProperty("gradients"));
            }

            Move(network);
        }

        foreach (NetworkParameter statistic in network.Statistics)
        {
            double[] expected = [.. golden.GetProperty("statistics").GetProperty(statistic.Name).EnumerateArray().Select(value => value.GetDouble())];
            Assert.True(ExecutionRig.RelativeError(statistic.Values.ToArray(), expected) < 1e-4, statistic.Name);
        }

        Assert.Equal(mode == BatchNormalizationMode.Updating ? 6 : 0, network.Statistics.Count);
    }

    private static void CompareGradients(TrainableNetwork network, JsonElement golden)
    {
        foreach (NetworkParameter parameter in network.Parameters)
        {
            double[] expected = [.. golden.GetProperty(parameter.Name).EnumerateArray().Select(value => value.GetDouble())];
            Assert.True(ExecutionRig.RelativeError(parameter.Gradient.ToArray()[..expected.Length], expected) < 2e-5, parameter.Name);
        }
    }

    private static void Move(TrainableNetwork network)
    {
        foreach (NetworkParameter parameter in network.Parameters)
        {
            for (int i = 0; i < parameter.Count; i++)
            {
                parameter.Values.Span[i] -= LearningRate * parameter.Gradient.Span[i];
            }
        }

        network.ParametersChanged();
    }

    private static double CrossEntropy(int firstPicture, IReadOnlyList<ReadOnlyMemory<float>> outputs, IReadOnlyList<Memory<float>> gradients)
    {
        double loss = 0;
        for (int picture = 0; picture < outputs[0].Length / Classes; picture++)
        {
            double[] exponentials = [.. outputs[0].Slice(picture * Classes, Classes).ToArray().Select(x => Math.Exp(x))];
            int label = (firstPicture + picture) % Classes;
            loss -= Math.Log(exponentials[label] / exponentials.Sum()) / Batch;
            for (int c = 0; c < Classes; c++)
            {
                gradients[0].Span[(picture * Classes) + c] = (float)(((exponentials[c] / exponentials.Sum()) - (c == label ? 1 : 0)) / Batch);
            }
        }

        return loss;
    }

    private Graph SmallNetwork()
    {
        var nodes = new List<Node>();
        string x = Clipped(Norm(Convolution("x", ("conv1", 1), [16, 3, 3, 3], GraphSketch.WindowOf(3, 2, 1), 1), ("bn1", 2)));
        string y = Clipped(Norm(Convolution(x, ("conv2", 6), [16, 1, 3, 3], GraphSketch.WindowOf(3, 1, 1), 16), ("bn2", 7)));
        y = Norm(Convolution(y, ("conv3", 11), [16, 16, 1, 1], GraphSketch.WindowOf(1), 1), ("bn3", 12));
        string pooled = Add(new Flatten(1), Add(new GlobalAveragePool(), Add(new Add(), x, y)));
        string logits = Add(new Gemm(TransposeB: true), pooled, Constant("fc.weight", 16, [5, 16], 0, 0.5), Constant("fc.bias", 17, [5], 0, 0.3));
        return new Graph
        {
            Inputs = [new ValueInfo("x", ElementType.Float32, [Dimension.Batch, Dimension.Of(3), Dimension.Of(12), Dimension.Of(12)])],
            Outputs = [new ValueInfo(logits, ElementType.Float32, null)],
            Nodes = nodes,
            Constants = _constants,
        };

        string Add(Operator what, params string[] inputs)
        {
            string name = $"{what.Name}_{nodes.Count}";
            nodes.Add(new Node(name, what, inputs, [name]));
            return name;
        }

        string Convolution(string from, (string Name, int Index) weights, int[] shape, Window window, int groups) =>
            Add(new Conv(window, groups), from, Constant(weights.Name + ".weight", weights.Index, shape, 0, 0.5));

        string Norm(string from, (string Name, int Index) norm) => Add(
            new BatchNormalization(),
            from,
            Constant(norm.Name + ".weight", norm.Index, [16], 1, 0.3),
            Constant(norm.Name + ".bias", norm.Index + 1, [16], 0, 0.3),
            Constant(norm.Name + ".running_mean", norm.Index + 2, [16], 0, 0.3),
            Constant(norm.Name + ".running_var", norm.Index + 3, [16], 1, 0.5));

        string Clipped(string from) => Add(new Clip(), from, Scalar("zero", 0f), Scalar("six", 6f));
    }

    private string Scalar(string name, float value)
    {
        _constants[name] = Tensor.FromFloats(Shape.Scalar, [value]);
        return name;
    }

    private string Constant(string name, int index, int[] shape, double middle, double spread)
    {
        _constants[name] = Tensor.FromFloats(new Shape(shape), Values(index, shape.Aggregate(1, (a, b) => a * b), middle, spread));
        return name;
    }

    private static float[] Values(int index, int count, double middle, double spread) =>
        [.. Enumerable.Range(0, count).Select(i => (float)(middle + (spread * Math.Sin((12.9898 * i) + (78.233 * index)))))];
}
