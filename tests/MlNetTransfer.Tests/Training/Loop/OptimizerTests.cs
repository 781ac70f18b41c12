using System.Text.Json;
using MlNetTransfer.Execution;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training;
using MlNetTransfer.Training.Losses;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Tests.Training.Loop;

/// <summary>Optimisers and losses against PyTorch (data/golden/training).</summary>
public sealed class OptimizerTests
{
    private const double Tolerance = 2e-6;

    private static readonly Dictionary<string, OptimizerOptions> Cases = new()
    {
        ["sgd"] = Plain(OptimizerKind.Sgd) with { Momentum = 0 },
        ["sgd momentum decay"] = Plain(OptimizerKind.Sgd) with { WeightDecay = 0.05 },
        ["sgd nesterov"] = Plain(OptimizerKind.Sgd) with { Nesterov = true },
        ["adam decay"] = Plain(OptimizerKind.Adam) with { WeightDecay = 0.05 },
        ["adamw"] = Plain(OptimizerKind.AdamW) with { WeightDecay = 0.05 },
        ["rmsprop"] = Plain(OptimizerKind.RmsProp) with { Beta2 = 0.99 },
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    public static TheoryData<string> LossNames => ["plain", "mixed smoothed weighted", "focal", "teacher"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Moves_as_PyTorch_does(string name)
    {
        using JsonDocument golden = Open("optimizers.json");
        NetworkParameter parameter = new("w", ParameterKind.Weight, new Shape(37), Floats(golden.RootElement.GetProperty("start")));
        Optimizer optimizer = new(Cases[name], [new TunedParameter(parameter, 1, true, false)], ThreadTeam.Shared(2));
        foreach (JsonElement gradient in golden.RootElement.GetProperty("gradients").EnumerateArray())
        {
            Floats(gradient).CopyTo(parameter.Gradient);
            optimizer.Step(Cases[name].LearningRate, optimizer.GradientNorm());
        }

        float[] expected = Floats(golden.RootElement.GetProperty("results").GetProperty(name));
        Assert.All(expected.Zip(parameter.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, Tolerance * (1 + Math.Abs(pair.First))));
    }

    [Fact]
    public void Clips_the_whole_gradient_and_pulls_to_the_start()
    {
        NetworkParameter first = new("a", ParameterKind.Weight, new Shape(2), [1f, 2f]);
        NetworkParameter second = new("b", ParameterKind.Bias, new Shape(1), [5f]);
        OptimizerOptions options = Plain(OptimizerKind.Sgd) with { Momentum = 0, ClipNorm = 1, PretrainedPull = 0.5, LearningRate = 0.1 };
        Optimizer optimizer = new(options, [new TunedParameter(first, 1, true, true), new TunedParameter(second, 0.5, false, false)], ThreadTeam.Shared(1));
        foreach (int step in Enumerable.Range(0, 2))
        {
            new[] { 3f, 0f }.CopyTo(first.Gradient);
            new[] { 4f }.CopyTo(second.Gradient);
            Assert.Equal(5, optimizer.GradientNorm(), 1e-12);
            optimizer.Step(options.LearningRate, 5);
        }

        // Gradient (3, 0, 4) has length 5 and is scaled to 1: (0.6, 0, 0.8). In the second step w - w0 = -0.06 adds 0.5 x -0.06.
        Assert.Equal(1 - (0.1 * 0.6) - (0.1 * (0.6 - 0.03)), first.Values.Span[0], 1e-6);
        Assert.Equal(2, first.Values.Span[1], 1e-6);
        Assert.Equal(5 - (2 * 0.05 * 0.8), second.Values.Span[0], 1e-6);
    }

    [Theory]
    [MemberData(nameof(LossNames))]
    public void Losses_and_gradients_are_those_of_PyTorch(string name)
    {
        using JsonDocument golden = Open("losses.json");
        JsonElement root = golden.RootElement;
        LossOptions options = name switch
        {
            "focal" => new LossOptions { FocalGamma = 2 },
            "teacher" => new LossOptions { DistillationTemperature = 3 },
            "plain" => new LossOptions(),
            _ => new LossOptions { LabelSmoothing = 0.1 },
        };
        bool isMixed = name.StartsWith("mixed", StringComparison.Ordinal);
        double[] weights = isMixed ? [.. root.GetProperty("weights").EnumerateArray().Select(w => w.GetDouble())] : [1, 1, 1, 1, 1];
        ScoreLoss loss = new(options, weights);
        JsonElement[] scores = [.. root.GetProperty("scores").EnumerateArray()];
        JsonElement[] targets = [.. root.GetProperty(name == "teacher" ? "teacher" : isMixed ? "mixed" : "hard").EnumerateArray()];
        double total = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            float[] gradient = new float[5];
            total += name == "teacher"
                ? loss.Teacher(Floats(scores[i]), Floats(targets[i]), 1.0 / scores.Length, gradient)
                : loss.Labels(Floats(scores[i]), Floats(targets[i]), 1.0 / scores.Length, gradient);
            float[] expected = Floats(root.GetProperty("cases").GetProperty(name).GetProperty("gradient")[i]);
            Assert.All(expected.Zip(gradient), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        }

        Assert.Equal(root.GetProperty("cases").GetProperty(name).GetProperty("loss").GetDouble(), total, Tolerance);
    }

    [Fact]
    public void Feature_matching_is_the_mean_squared_difference()
    {
        float[] gradient = new float[2];
        double loss = ScoreLoss.Features([1f, 2f], [0f, 4f], 0.5, gradient);
        Assert.Equal(0.5 * (1 + 4) / 2, loss, 1e-12);
        Assert.Equal([0.5f, -1f], gradient);
    }

    [Fact]
    public void An_average_of_weights_starts_fast_and_is_exchanged_with_them()
    {
        NetworkParameter parameter = new("w", ParameterKind.Weight, new Shape(1), [0f]);
        WeightAverage average = new([parameter], 0.99, ThreadTeam.Shared(1));
        parameter.Values.Span[0] = 11f;
        average.Update(1);
        Assert.Equal(11 * (1 - (2.0 / 11)), average.Values[0][0], 1e-5);
        average.Swap();
        Assert.Equal(11f, average.Values[0][0]);
        Assert.Equal(9f, parameter.Values.Span[0], 1e-5);
    }

    private static OptimizerOptions Plain(OptimizerKind kind) => new() { Kind = kind, LearningRate = 0.01, WeightDecay = 0, ClipNorm = 0 };

    private static JsonDocument Open(string name) => JsonDocument.Parse(File.ReadAllBytes(TestData.Own("golden", "training", name)));

    private static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(x => (float)x.GetDouble())];
}
