using MlNetTransfer.Execution.Cpu;
using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Graphs;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Execution;

/// <summary>Whole small networks with random weights against the interpreter in double precision.</summary>
public sealed class SketchNetworkTests
{
    private const double PreciseTolerance = 2e-6;
    private const double FastTolerance = 2e-5;

    public static TheoryData<string, int, int> Cases()
    {
        var cases = new TheoryData<string, int, int>();
        foreach (string name in SketchNetworks.Names)
        {
            cases.Add(name, 32, 32);
            cases.Add(name, 33, 26);
            cases.Add(name, 17, 41);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_the_reference_in_both_numeric_modes(string name, int height, int width)
    {
        Graph graph = SketchNetworks.Of(name, (height, width), seed: height);
        float[] input = ExecutionRig.InputFor(graph, batch: 3, seed: 5);
        IReadOnlyDictionary<string, ReferenceValue> expected = ExecutionRig.ReferenceOf(graph, input, batch: 3);
        ExecutionPlan plan = PlanFusion.Fuse(ExecutionRig.PlanOf(graph, units: 1));
        foreach ((bool winograd, double tolerance) in new[] { (false, PreciseTolerance), (true, FastTolerance) })
        {
            var executor = new CpuExecutor(plan, new CpuOptions(winograd), ThreadTeam.Shared(2));
            float[][] actual = ExecutionRig.Run(executor, input, units: 3);
            for (int i = 0; i < actual.Length; i++)
            {
                double error = ExecutionRig.RelativeError(actual[i], expected[graph.Outputs[i].Name].Data);
                Assert.True(error <= tolerance, $"{name} {height}x{width} winograd={winograd} output {i}: relative error {error:E2}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fusion_changes_no_answer_beyond_rounding(string name, int height, int width)
    {
        Graph graph = SketchNetworks.Of(name, (height, width), seed: width);
        float[] input = ExecutionRig.InputFor(graph, batch: 2, seed: 6);
        ExecutionPlan plain = ExecutionRig.PlanOf(graph, units: 1);
        ExecutionPlan fused = PlanFusion.Fuse(plain);
        bool hasNothingToJoin = name is "channels_last" or "dense_blocks";
        Assert.True(hasNothingToJoin ? fused.Steps.Count == plain.Steps.Count : fused.Steps.Count < plain.Steps.Count);
        float[][] expected = ExecutionRig.Run(new CpuExecutor(plain, new CpuOptions(AllowWinograd: false), ThreadTeam.Shared(1)), input, units: 2);
        float[][] actual = ExecutionRig.Run(new CpuExecutor(fused, new CpuOptions(AllowWinograd: false), ThreadTeam.Shared(1)), input, units: 2);
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.True(ExecutionRig.RelativeError(actual[i], Array.ConvertAll(expected[i], x => (double)x)) <= PreciseTolerance);
        }
    }

    [Fact]
    public void Convolution_networks_treat_pictures_alone()
    {
        foreach (string name in SketchNetworks.Names)
        {
            Graph graph = SketchNetworks.Of(name, (24, 24), seed: 3);
            Assert.True(PictureIndependence.Holds(ExecutionRig.PlanOf(graph, 1), ExecutionRig.PlanOf(graph, 2)), name);
        }
    }
}
