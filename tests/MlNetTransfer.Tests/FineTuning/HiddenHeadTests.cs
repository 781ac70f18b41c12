using MlNetTransfer.Execution;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training;
using MlNetTransfer.Training.Freezing;

namespace MlNetTransfer.Tests.FineTuning;

public sealed class HiddenHeadTests
{
    private const int FeatureCount = 40;
    private const int Classes = 3;

    [Theory]
    [InlineData(0.01)]
    [InlineData(1)]
    [InlineData(300)]
    public void Drawn_layers_give_values_of_order_one_whatever_the_scale_of_the_features(double scale)
    {
        FeatureMatrix inputs = Features(200, scale);
        HiddenLayer layer = HiddenLayer.Draw(500, inputs, new SeededRandom(3));
        double variance = layer.Weights.Sum(w => (double)w * w) / layer.Weights.Length;
        double square = MeanSquare(inputs);
        Assert.InRange(variance * FeatureCount * square, 1.95, 2.05);
        FeatureMatrix outputs = HiddenNodes.Run(layer, inputs, 1, TestContext.Current.CancellationToken);
        Assert.InRange(MeanSquare(outputs), 0.9, 1.1);
    }

    [Fact]
    public void A_layer_gives_what_the_formula_says()
    {
        FeatureMatrix inputs = Features(7, 1);
        HiddenLayer layer = HiddenLayer.Draw(5, inputs, new SeededRandom(4));
        FeatureMatrix outputs = HiddenNodes.Run(layer, inputs, 2, TestContext.Current.CancellationToken);
        for (int i = 0; i < 7; i++)
        {
            for (int h = 0; h < 5; h++)
            {
                double sum = Enumerable.Range(0, FeatureCount).Sum(k => (double)inputs.Row(i)[k] * layer.Weights[(h * FeatureCount) + k]);
                Assert.Equal(Math.Max(0, sum), outputs.Row(i)[h], 1e-5);
            }
        }
    }

    [Fact]
    public void Dropout_stands_behind_each_hidden_layer_of_the_network_that_trains_and_in_no_other()
    {
        Graph network = Network([6, 4]);
        Assert.DoesNotContain(network.Nodes, n => n.Operator is Dropout);
        Assert.Equal(3, network.Nodes.Count(n => n.Operator is Relu));
        Graph training = HeadDropout.Insert(network, "feature", 0.5);
        Dictionary<string, Node> writers = training.Nodes.ToDictionary(n => n.Outputs[0], StringComparer.Ordinal);
        Node[] dropouts = [.. training.Nodes.Where(n => n.Operator is Dropout { Ratio: 0.5f })];
        Assert.Equal(2, dropouts.Length);
        Assert.All(dropouts, d => Assert.StartsWith("head_hidden_", writers[d.Inputs[0]].Name, StringComparison.Ordinal));
        Assert.All(dropouts, d => Assert.Contains(training.Nodes, n => n.Operator is Gemm && n.Inputs[0] == d.Outputs[0]));
        Assert.Equal(Run(network), Run(training));
    }

    [Fact]
    public void A_network_with_hidden_layers_learns_with_other_values_left_out_at_each_key()
    {
        TuningNetwork start = new(Network([6]), "feature", "class_logits") { Compilation = new NetworkOptions { ThreadCount = 1 }, Hidden = [6], Dropout = 0.5 };
        TrainableNetwork network = start.ToTrainable(["head_weight", "head_hidden_1_weight"], new TuningRecipe { Freeze = new FreezeOptions() });
        double[] losses = [.. new ulong[] { 1, 2, 1 }.Select(key => Loss(network, key))];
        Assert.NotEqual(losses[0], losses[1]);
        Assert.Equal(losses[0], losses[2]);
        Assert.Equal(["head_hidden_1_weight", "head_weight"], network.Parameters.Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.All(network.Parameters, p => Assert.True(p.Gradient.Span.ContainsAnyExcept(0f)));
    }

    [Fact]
    public void The_file_with_hidden_layers_is_read_back_as_it_was_and_its_head_can_be_taken_off()
    {
        Graph network = Network([6, 4]);
        Graph read = OnnxReader.Read(OnnxWriter.Write(network), new OnnxReadOptions { SourceName = "test" });
        Assert.Equal(Run(network), Run(read));
        Graph head = HeadNodes.Detach(read, read.Outputs[0], HeadNodes.Probabilities);
        Assert.Equal(3, head.Nodes.Count(n => n.Operator is Gemm));
        Graph halved = HeadNodes.Calibrate(network, 2);
        Assert.Equal(Run(network, HeadNodes.Logits).Select(x => x / 2), Run(halved, HeadNodes.Logits));
    }

    [Fact]
    public void Widths_and_dropout_out_of_range_are_refused_together()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new FineTuningOptions { Hidden = [8, 0], Dropout = 1 }.Validate());
        Assert.Contains("Hidden is [8, 0]", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Dropout is 1", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A backbone of one ReLU, with a head.</summary>
    private static Graph Network(int[] widths)
    {
        ValueInfo feature = new("feature", ElementType.Float32, [Dimension.Batch, Dimension.Of(FeatureCount)]);
        Graph backbone = new()
        {
            Inputs = [feature with { Name = "input" }],
            Outputs = [feature],
            Nodes = [new Node("relu", new Relu(), ["input"], ["feature"])],
            Constants = new Dictionary<string, Tensor>(),
        };
        FeatureMatrix values = Features(50, 1);
        List<HiddenLayer> layers = [];
        foreach (int width in widths)
        {
            layers.Add(HiddenLayer.Draw(width, values, new SeededRandom(layers.Count)));
            values = HiddenNodes.Run(layers[^1], values, 1, TestContext.Current.CancellationToken);
        }

        SeededRandom random = new(9);
        float[] weights = [.. Enumerable.Range(0, Classes * values.ColumnCount).Select(_ => (float)random.NextNormal())];
        LinearHead last = new() { ClassCount = Classes, FeatureCount = values.ColumnCount, Weights = weights, Bias = new float[] { 0.25f, 0, -0.5f }, Method = "test" };
        return HeadNodes.Append(backbone, feature, last, layers);
    }

    private static float[] Run(Graph network, string output = HeadNodes.Probabilities) =>
        MlNetTransfer.Execution.Network.Compile(network, new NetworkOptions { Outputs = [output], ThreadCount = 1 }).Run(Features(5, 1).Values, 5)[0];

    private static double Loss(TrainableNetwork network, ulong key)
    {
        network.RandomKey = key;
        return network.Accumulate(Features(5, 1).Values, 5, (_, outputs, gradients) =>
        {
            outputs[0].CopyTo(gradients[0]);
            return outputs[0].ToArray().Sum(x => 0.5 * x * x);
        });
    }

    private static FeatureMatrix Features(int count, double scale)
    {
        SeededRandom random = new(1);
        float[] values = [.. Enumerable.Range(0, count * FeatureCount).Select(_ => (float)(scale * random.NextDouble()))];
        return new FeatureMatrix(count, FeatureCount, values);
    }

    private static double MeanSquare(FeatureMatrix matrix) => matrix.Values.ToArray().Average(x => (double)x * x);
}
