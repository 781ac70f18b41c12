using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Execution.Gradients;

public sealed class TrainableNetworkTests
{
    private const int Classes = 7;

    public static TheoryData<string> Networks => [.. GradientNetworks.Names];

    public static TheoryData<string, BatchNormalizationMode> NetworksAndModes =>
        [.. GradientNetworks.Names.SelectMany(name => Enum.GetValues<BatchNormalizationMode>().Select(mode => (name, mode)))];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Gradients_of_all_parameters_are_the_central_differences(string name)
    {
        Graph graph = GradientNetworks.Of(name, (6, 7), seed: 5);
        (TrainableNetwork network, float[] input) = Accumulated(graph, GradientRig.AllOf(graph), batch: 2);
        ReferenceValue reference = GradientRig.ReferenceInput(graph, input, 2);
        foreach (NetworkParameter parameter in network.Parameters)
        {
            double error = GradientRig.DirectionalError(graph, reference, parameter, directions: 1);
            Assert.True(error < 1e-5, $"{name}, {parameter.Kind} '{parameter.Name}': {error:E2}");
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Loss_is_that_of_the_reference(string name)
    {
        Graph graph = GradientNetworks.Of(name, (9, 11), seed: 6);
        float[] input = ExecutionRig.InputFor(graph, 3, seed: 1);
        TrainableNetwork network = TrainableNetwork.Compile(graph, new TrainableNetworkOptions { Trainable = GradientRig.AllOf(graph) });
        double loss = network.Accumulate(input, 3, GradientRig.LossOf(Classes));
        double expected = GradientRig.ReferenceLoss(graph, GradientRig.ReferenceInput(graph, input, 3), new Dictionary<string, double[]>());
        Assert.Equal(expected, loss, Math.Abs(expected) * 1e-5);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Bits_do_not_depend_on_threads_or_repetition(string name)
    {
        Graph graph = GradientNetworks.Of(name, (12, 14), seed: 7);
        string[] all = GradientRig.AllOf(graph);
        float[][] expected = GradientsOf(Accumulated(graph, all, batch: 5, options => options with { ThreadCount = 1 }).Network);
        foreach (int threads in new[] { 1, 2, 3 })
        {
            (TrainableNetwork network, float[] input) = Accumulated(graph, all, batch: 5, options => options with { ThreadCount = threads });
            Assert.Equal(expected, GradientsOf(network));
            network.ClearGradients();
            network.Accumulate(input, 5, GradientRig.LossOf(Classes));
            Assert.Equal(expected, GradientsOf(network));
        }
    }

    [Theory]
    [InlineData("residual")]
    [InlineData("inverted_residual")]
    public void Gradients_of_some_parameters_are_those_of_all(string name)
    {
        Graph graph = GradientNetworks.Of(name, (9, 11), seed: 8);
        string[] all = GradientRig.AllOf(graph);
        Dictionary<string, float[]> expected = Accumulated(graph, all, batch: 2).Network.Parameters.ToDictionary(p => p.Name, p => p.Gradient.ToArray());
        foreach (string[] some in new[] { all[^2..], all[^9..], [.. all.Where((_, i) => i % 3 == 0)], [.. NormsOf(graph)] })
        {
            foreach (NetworkParameter parameter in Accumulated(graph, some, batch: 2).Network.Parameters)
            {
                double error = ExecutionRig.RelativeError(parameter.Gradient.ToArray(), Array.ConvertAll(expected[parameter.Name], x => (double)x));
                Assert.True(error < 1e-5, $"{name}, {some.Length} trained, '{parameter.Name}': {error:E2}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(NetworksAndModes))]
    public void Steps_allocate_nothing_after_the_second(string name, BatchNormalizationMode mode)
    {
        Graph graph = GradientNetworks.Of(name, (12, 14), seed: 7);
        (TrainableNetwork network, float[] input) = Accumulated(
            graph, GradientRig.AllOf(graph), batch: 5, options => options with { ThreadCount = 1, InputGradient = true, BatchNormalization = mode });
        OutputLoss loss = (_, outputs, gradients) =>
        {
            outputs[0].Span.CopyTo(gradients[0].Span);
            return 1;
        };
        ReadOnlyMemory<float> memory = input;
        Step();
        Step();
        long bytes = AllocationMeter.SmallestOf(Step);
        Assert.True(bytes == 0, $"{name}: {bytes} bytes in {AllocationMeter.CallCount} steps");

        void Step()
        {
            network.ClearGradients();
            network.ParametersChanged();
            network.Accumulate(memory, 5, loss);
        }
    }

    [Fact]
    public void Gradients_of_several_calls_add_up_and_a_cleared_one_is_zero()
    {
        Graph graph = GradientNetworks.Of("residual", (6, 6), seed: 3);
        (TrainableNetwork network, float[] input) = Accumulated(graph, GradientRig.AllOf(graph), batch: 1);
        float[][] once = GradientsOf(network);
        network.Accumulate(input, 1, GradientRig.LossOf(Classes));
        Assert.Equal(once.Select(g => Array.ConvertAll(g, x => x + x)), GradientsOf(network));
        network.ClearGradients();
        Assert.All(GradientsOf(network), gradient => Assert.All(gradient, x => Assert.Equal(0f, x)));
    }

    [Fact]
    public void Changed_parameters_change_the_run_and_the_graph_and_nothing_else_moves()
    {
        Graph graph = GradientNetworks.Of("inverted_residual", (9, 9), seed: 4);
        string[] some = GradientRig.AllOf(graph)[^8..];
        (TrainableNetwork network, float[] input) = Accumulated(graph, some, batch: 2);
        float[] before = network.Run(input, 2)[0];
        Assert.Equal(Network.Compile(graph).Run(input, 2)[0], before);
        foreach (NetworkParameter parameter in network.Parameters)
        {
            parameter.Values.Span[0] += 0.5f;
        }

        network.ParametersChanged();
        Graph moved = network.ToGraph();
        Assert.NotEqual(before, network.Run(input, 2)[0]);
        Assert.Equal(Network.Compile(moved).Run(input, 2)[0], network.Run(input, 2)[0]);
        foreach ((string name, Tensor tensor) in graph.Constants)
        {
            Assert.Equal(!some.Contains(name), tensor.Bytes.Span.SequenceEqual(moved.Constants[name].Bytes.Span));
        }

        double loss = network.Accumulate(input, 2, GradientRig.LossOf(Classes));
        double expected = GradientRig.ReferenceLoss(moved, GradientRig.ReferenceInput(moved, input, 2), new Dictionary<string, double[]>());
        Assert.Equal(expected, loss, Math.Abs(expected) * 1e-5);
    }

    [Fact]
    public void Gradient_of_the_input_is_the_central_difference()
    {
        Graph graph = GradientNetworks.Of("residual", (6, 7), seed: 9);
        (TrainableNetwork network, float[] input) = Accumulated(graph, GradientRig.AllOf(graph), batch: 2, options => options with { InputGradient = true });
        float[] gradient = network.InputGradient.ToArray();
        double length = Math.Sqrt(gradient.Sum(g => (double)g * g));
        Assert.Equal(input.Length, gradient.Length);
        double difference = (LossAlong(1e-6) - LossAlong(-1e-6)) / 2e-6;
        Assert.Equal(length, difference, length * 1e-5);

        double LossAlong(double step)
        {
            double[] moved = [.. input.Zip(gradient, (x, g) => x + (step * g / length))];
            return GradientRig.ReferenceLoss(graph, new ReferenceValue([2, 3, 6, 7], moved), new Dictionary<string, double[]>());
        }
    }

    [Fact]
    public void Gradients_of_a_weight_that_two_layers_share_add_up()
    {
        var g = new GraphSketch(3, 6, 6, seed: 2);
        string weights = g.Constant([3, 3, 1, 1], 0.6);
        string x = g.Node(new Relu(), g.Node(new Conv(GraphSketch.WindowOf(1)), g.Input, weights));
        x = g.Node(new Conv(GraphSketch.WindowOf(1)), x, weights);
        Graph graph = g.Build(g.Dense(g.Node(new Flatten(1), g.Node(new GlobalAveragePool(), x)), 3, Classes));
        (TrainableNetwork network, float[] input) = Accumulated(graph, [weights], batch: 2);
        double error = GradientRig.DirectionalError(graph, GradientRig.ReferenceInput(graph, input, 2), Assert.Single(network.Parameters), directions: 2);
        Assert.True(error < 1e-5, $"{error:E2}");
    }

    [Fact]
    public void Dropout_follows_its_key_and_is_off_in_a_run()
    {
        var g = new GraphSketch(3, 5, 5, seed: 2);
        string features = g.Node(new Flatten(1), g.Node(new GlobalAveragePool(), g.Node(new Relu(), g.Conv(g.Input, (3, 64), GraphSketch.WindowOf(1)))));
        Graph graph = g.Build(g.Dense(g.Node(new Dropout(0.5f), features), 64, Classes));
        (TrainableNetwork network, float[] input) = Accumulated(graph, GradientRig.AllOf(graph), batch: 3);
        float[][] first = GradientsAt(1);
        Assert.NotEqual(first, GradientsAt(2));
        Assert.Equal(first, GradientsAt(1));
        Assert.Equal(Network.Compile(graph).Run(input, 3)[0], network.Run(input, 3)[0]);
        double plain = GradientRig.ReferenceLoss(
            graph with { Nodes = [.. graph.Nodes.Select(node => node.Operator is Dropout ? node with { Operator = new Reshape(), Inputs = [node.Inputs[0], g.Integers(0, -1)] } : node)] },
            GradientRig.ReferenceInput(graph, input, 3),
            new Dictionary<string, double[]>());
        TrainableNetwork without = Accumulated(graph, GradientRig.AllOf(graph), batch: 3, options => options with { Dropout = false }).Network;
        Assert.Equal(plain, without.Accumulate(input, 3, GradientRig.LossOf(Classes)), plain * 1e-5);

        float[][] GradientsAt(ulong key)
        {
            network.ClearGradients();
            network.RandomKey = key;
            network.Accumulate(input, 3, GradientRig.LossOf(Classes));
            return GradientsOf(network);
        }
    }

    [Fact]
    public void Pixels_train_as_the_floats_that_they_stand_for()
    {
        Graph graph = GradientNetworks.Of("inverted_residual", (9, 11), seed: 12);
        var normalization = new InputNormalization { Mean = [100, 110, 120], Deviation = [50, 60, 70] };
        byte[] pixels = [.. Enumerable.Range(0, 2 * 9 * 11 * 3).Select(i => (byte)(i * 37))];
        float[] floats = new float[pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int pixel, int c) = Math.DivRem(i, 3);
            (int picture, int at) = Math.DivRem(pixel, 99);
            floats[(((picture * 3) + c) * 99) + at] = (pixels[i] - normalization.Mean[c]) / normalization.Deviation[c];
        }

        string[] all = GradientRig.AllOf(graph);
        TrainableNetwork fromPixels = TrainableNetwork.Compile(graph, new TrainableNetworkOptions { Trainable = all, Normalization = normalization });
        TrainableNetwork fromFloats = TrainableNetwork.Compile(graph, new TrainableNetworkOptions { Trainable = all });
        fromPixels.Accumulate(new PixelBatch(pixels, 2, 9, 11), GradientRig.LossOf(Classes));
        fromFloats.Accumulate(floats, 2, GradientRig.LossOf(Classes));
        foreach ((NetworkParameter a, NetworkParameter b) in fromPixels.Parameters.Zip(fromFloats.Parameters))
        {
            Assert.True(ExecutionRig.RelativeError(a.Gradient.ToArray(), Array.ConvertAll(b.Gradient.ToArray(), x => (double)x)) < 1e-5, a.Name);
        }
    }

    [Fact]
    public void An_operator_without_derivative_is_an_error_only_above_what_moves()
    {
        var g = new GraphSketch(3, 5, 5, seed: 2);
        string features = g.Node(new Flatten(1), g.Node(new GlobalAveragePool(), g.Conv(g.Input, (3, 8), GraphSketch.WindowOf(1))));
        string rounded = g.Node(new Cast(ElementType.Float32), g.Node(new Cast(ElementType.Int64), features));
        Graph graph = g.Build(g.Dense(rounded, 8, Classes));
        string[] all = GradientRig.AllOf(graph);
        Assert.Contains("Cast", Assert.Throws<UnsupportedOperatorException>(() => TrainableNetwork.Compile(graph, new TrainableNetworkOptions { Trainable = all })).Message, StringComparison.Ordinal);
        Assert.Equal(2, TrainableNetwork.Compile(graph, new TrainableNetworkOptions { Trainable = all[^2..] }).Parameters.Count);
    }

    [Fact]
    public void A_name_that_cannot_move_is_refused_with_candidates()
    {
        Graph graph = GradientNetworks.Of("residual", (6, 6), seed: 3);
        var wrong = Assert.Throws<ArgumentException>(() => TrainableNetwork.Compile(graph, new TrainableNetworkOptions { Trainable = ["c0", "nothing"] }));
        Assert.Contains("'nothing' is no initializer", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("c0, c1, c2", wrong.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TrainableNetwork.Compile(graph, new TrainableNetworkOptions { Trainable = [] }));
    }

    [Fact]
    public void A_cancelled_call_adds_no_gradient()
    {
        Graph graph = GradientNetworks.Of("residual", (6, 6), seed: 3);
        (TrainableNetwork network, float[] input) = Accumulated(graph, GradientRig.AllOf(graph), batch: 2);
        float[][] expected = GradientsOf(network);
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => network.Accumulate(
            input,
            2,
            (first, outputs, gradients) =>
            {
                source.Cancel();
                return GradientRig.Loss(first, outputs, gradients, Classes);
            },
            source.Token));
        Assert.Equal(expected, GradientsOf(network));
        network.ClearGradients();
        network.Accumulate(input, 2, GradientRig.LossOf(Classes));
        Assert.Equal(expected, GradientsOf(network));
    }

    private static IEnumerable<string> NormsOf(Graph graph) => TrainableNetwork.FindTrainable(graph)
        .Where(tensor => tensor.Kind is ParameterKind.NormalizationScale or ParameterKind.NormalizationShift or ParameterKind.Bias)
        .Select(tensor => tensor.Name);

    private static float[][] GradientsOf(TrainableNetwork network) => [.. network.Parameters.Select(parameter => parameter.Gradient.ToArray())];

    internal static (TrainableNetwork Network, float[] Input) Accumulated(
        Graph graph, string[] trainable, int batch, Func<TrainableNetworkOptions, TrainableNetworkOptions>? change = null)
    {
        var options = new TrainableNetworkOptions { Trainable = trainable };
        TrainableNetwork network = TrainableNetwork.Compile(graph, change?.Invoke(options) ?? options);
        float[] input = ExecutionRig.InputFor(graph, batch, seed: 1);
        network.Accumulate(input, batch, GradientRig.LossOf(Classes));
        return (network, input);
    }
}
