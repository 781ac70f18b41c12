using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Where the steps of a plan hold constants that training may move.</summary>
internal static class ParameterSlots
{
    /// <summary>All constants that steps compute with and that have derivatives, in the order of the steps.</summary>
    public static IEnumerable<(Tensor Tensor, ParameterKind Kind)> Of(ExecutionPlan plan) => plan.Steps.SelectMany(Of);

    /// <summary>Running statistics that batch normalisations move.</summary>
    public static IEnumerable<(Tensor Tensor, ParameterKind Kind)> StatisticsOf(ExecutionPlan plan) =>
        plan.Steps.OfType<BatchNormalizationStep>().SelectMany(step =>
            Given(step.Origin.Mean, ParameterKind.NormalizationShift).Concat(Given(step.Origin.Variance, ParameterKind.NormalizationScale)));

    /// <summary>Initializers of a graph that may move when it is compiled with these options.</summary>
    public static IReadOnlyList<TrainableTensor> Find(Graph graph, ExecutionPlan plan)
    {
        Dictionary<ReadOnlyMemory<byte>, string> names = NamesOf(graph);
        var all = new TrainableTensors(graph.Constants.Values.Where(tensor => tensor.ElementType == ElementType.Float32), updatesStatistics: false);
        return [.. Of(PlanFusion.FuseForTraining(plan, all, inputMoves: false))
            .Where(slot => names.ContainsKey(slot.Tensor.Bytes))
            .DistinctBy(slot => slot.Tensor.Bytes)
            .Select(slot => new TrainableTensor(names[slot.Tensor.Bytes], slot.Kind, graph.Constants[names[slot.Tensor.Bytes]].Shape))];
    }

    /// <summary>Names of a graph's initializers by the memory that they view.</summary>
    public static Dictionary<ReadOnlyMemory<byte>, string> NamesOf(Graph graph)
    {
        var names = new Dictionary<ReadOnlyMemory<byte>, string>();
        foreach ((string name, Tensor tensor) in graph.Constants.Where(constant => constant.Value.ElementType == ElementType.Float32))
        {
            names.TryAdd(tensor.Bytes, name);
        }

        return names;
    }

    private static IEnumerable<(Tensor Tensor, ParameterKind Kind)> Of(PlanStep step) => step switch
    {
        ConvolutionStep convolution =>
            Given(convolution.Weights, ParameterKind.Weight).Concat(Given(convolution.Bias, ParameterKind.Bias)).Concat(Given(convolution.Normalization)),
        DenseStep dense => Given(dense.Weights, ParameterKind.Weight).Concat(Given(dense.BiasTensor, ParameterKind.Bias)),
        ScaleShiftStep affine => Given(affine.Origin),
        NormalizeStep norm => Given(norm.Origin),
        BatchNormalizationStep norm => Given(norm.Origin),
        _ => [],
    };

    private static IEnumerable<(Tensor Tensor, ParameterKind Kind)> Given(AffineOrigin? origin) => origin is null
        ? []
        : Given(origin.Scale, ParameterKind.NormalizationScale).Concat(Given(origin.Shift, ParameterKind.NormalizationShift));

    private static IEnumerable<(Tensor Tensor, ParameterKind Kind)> Given(Tensor? tensor, ParameterKind kind) => tensor is null ? [] : [(tensor, kind)];
}
