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
        Graph graph = GradientNetworks.Of(name, (9, 11), seed: 5);
        (TrainableNetwork network, float[] input) = Accumulated(graph, GradientRig.AllOf(graph), batch: 2);
        ReferenceValue reference = GradientRig.ReferenceInput(graph, input, 2);
        foreach (NetworkParameter parameter in network.Parameters)
        {
            double error = GradientRig.DirectionalError(graph, reference, parameter, directions: 2);
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
