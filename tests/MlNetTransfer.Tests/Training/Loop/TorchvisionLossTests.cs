using System.Globalization;
using System.Text.Json;
using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Runtime;
using MlNetTransfer.Training.Loop;
using MlNetTransfer.Training.Losses;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Tests.Training.Loop;

/// <summary>Ten training losses of whole networks against PyTorch's from the same weights, pictures and order (data/golden/training).</summary>
public sealed class TorchvisionLossTests
{
    private const double Tolerance = 1e-3;
    private const int Batch = 8;
    private const int PictureLength = 3 * 224 * 224;

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            TheoryData<string, string, string> cases = [];
            foreach (string network in new[] { "resnet18", "mobilenet_v2" })
            {
                foreach (string mode in new[] { "Frozen", "Updating" })
                {
                    cases.Add(network, mode, "Sgd");
                    cases.Add(network, mode, "AdamW");
                }
            }

            return cases;
        }
    }

    [Theory]
    [Trait("Lane", "Slow")]
    [MemberData(nameof(Cases))]
    public void Losses_follow_PyTorchs(string network, string mode, string optimizer)
    {
        Graph graph = OnnxReader.Read(File.ReadAllBytes(TestData.Real("nets", network + "_unfolded.onnx")));
        double[] expected = Expected(network, mode, optimizer);
        TrainableNetwork trainable = TrainableNetwork.Compile(graph, new TrainableNetworkOptions
        {
            Trainable = [.. TrainableNetwork.FindTrainable(graph).Select(t => t.Name)],
            BatchNormalization = Enum.Parse<BatchNormalizationMode>(mode),
        });
        OptimizerOptions options = optimizer == "Sgd"
            ? new OptimizerOptions { Kind = OptimizerKind.Sgd, LearningRate = 1e-5, WeightDecay = 0, ClipNorm = 0 }
            : new OptimizerOptions { Kind = OptimizerKind.AdamW, LearningRate = 1e-5, WeightDecay = 0.01, ClipNorm = 0 };
        Optimizer moves = new(options, [.. trainable.Parameters.Select(p => new TunedParameter(p, 1, true, true))], ThreadTeam.Shared(2));
        BatchLoss loss = new(new LossOptions(), [.. Enumerable.Repeat(1.0, 1000)]);
        double[] found = new double[expected.Length];
        for (int step = 0; step < found.Length; step++)
        {
            (float[] input, float[] targets) = Pictures(step % 2);
            loss.Start(new TrainingBatch { Count = Batch, Values = input, Targets = targets });
            trainable.ClearGradients();
            found[step] = trainable.Accumulate(input, Batch, loss.Evaluate, TestContext.Current.CancellationToken);
            moves.Step(options.LearningRate, moves.GradientNorm());
            trainable.ParametersChanged();
        }

        double worst = expected.Zip(found, (a, b) => Math.Abs(a - b) / Math.Abs(a)).Max();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{network} {mode} {optimizer}: {worst:E2}; {string.Join(' ', found.Select(x => x.ToString("F5", CultureInfo.InvariantCulture)))}"));
        Assert.True(worst < Tolerance, string.Create(CultureInfo.InvariantCulture, $"largest relative difference {worst:E2}"));
    }

    private static (float[] Input, float[] Targets) Pictures(int batch)
    {
        float[] input = new float[Batch * PictureLength];
        for (int k = 0; k < input.Length; k++)
        {
            uint hash = unchecked((uint)((batch * input.Length) + k) * 2654435761u);
            input[k] = ((hash >> 24) / 127.5f) - 1;
        }

        float[] targets = new float[Batch * 1000];
        for (int n = 0; n < Batch; n++)
        {
            targets[(n * 1000) + (((7 * n) + (13 * batch)) % 1000)] = 1;
        }

        return (input, targets);
    }

    private static double[] Expected(string network, string mode, string optimizer)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(TestData.Own("golden", "training", "torchvision_losses.json")));
        return [.. golden.RootElement.GetProperty("cases").EnumerateArray()
            .First(c => c.GetProperty("network").GetString() == network && c.GetProperty("batchNormalization").GetString() == mode && c.GetProperty("optimizer").GetString() == optimizer)
            .GetProperty("losses").EnumerateArray().Select(x => x.GetDouble())];
    }
}
