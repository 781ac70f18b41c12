using MlNetTransfer.Execution.Cpu;
using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Graphs;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Execution;

/// <summary>Plans and inputs for execution tests.</summary>
internal static class ExecutionRig
{
    /// <summary>Random input of a graph for a number of pictures, between -1 and 1.</summary>
    public static float[] InputFor(Graph graph, int batch, long seed)
    {
        var random = new SeededRandom(seed);
        float[] values = new float[graph.Inputs[0].Dimensions!.Aggregate(1L, (product, d) => product * d.At(batch))];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)((random.NextDouble() * 2) - 1);
        }

        return values;
    }

    /// <summary>Every value of a graph in double precision.</summary>
    public static IReadOnlyDictionary<string, ReferenceValue> ReferenceOf(Graph graph, float[] input, int batch) =>
        ExecutionReference.Run(
            graph,
            new ReferenceValue([.. graph.Inputs[0].Dimensions!.Select(d => (int)d.At(batch))], Array.ConvertAll(input, x => (double)x)));

    /// <summary>Unfused plan with the shapes that the reference finds.</summary>
    public static ExecutionPlan PlanOf(Graph graph, int units)
    {
        IReadOnlyDictionary<string, ReferenceValue> values = ReferenceOf(graph, InputFor(graph, units, seed: 0), units);
        Dictionary<string, ValueInfo> infos = values.ToDictionary(
            pair => pair.Key,
            pair => new ValueInfo(pair.Key, ElementType.Float32, [.. pair.Value.Shape.Select(d => Dimension.Of(d))]),
            StringComparer.Ordinal);
        return PlanBuilder.Build(graph, infos, units);
    }

    /// <summary>Runs a plan over floats.</summary>
    public static float[][] Run(CpuExecutor executor, float[] input, int units)
    {
        float[][] outputs = [.. executor.Program.Outputs.Select(output => new float[output.Length * units])];
        executor.Run(new CpuRunArguments(units, default, input), [.. outputs.Select(output => (Memory<float>)output)], CancellationToken.None);
        return outputs;
    }

    /// <summary>Largest difference as a share of the largest expected value.</summary>
    public static double RelativeError(float[] actual, double[] expected)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = expected.Max(Math.Abs);
        return actual.Zip(expected, (a, e) => float.IsNaN(a) ? double.PositiveInfinity : Math.Abs(a - e)).Max() / Math.Max(largest, 1e-30);
    }
}
