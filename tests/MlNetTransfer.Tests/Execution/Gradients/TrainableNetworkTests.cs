using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Execution.Gradients;

public sealed class TrainableNetworkTests
{
    private const int Classes = 7;

    public static TheoryData<string> Networks => [.. GradientNetworks.Names];

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
        foreach ((string name, Tensors.Tensor tensor) in graph.Constants)
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
