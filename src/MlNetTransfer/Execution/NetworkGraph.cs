using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Passes;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution;

/// <summary>A graph with the options worked in: the wanted outputs, the input's size, optimised.</summary>
internal sealed class NetworkGraph
{
    private readonly Graph _graph;
    private readonly IReadOnlyList<Dimension> _dimensions;
    private readonly InputNormalization? _normalization;

    private NetworkGraph(Graph graph, IReadOnlyList<Dimension> dimensions, InputNormalization? normalization)
    {
        _graph = graph;
        _dimensions = dimensions;
        _normalization = normalization;
        FixedBatch = dimensions.Any(dimension => dimension.IsBatch) ? 0 : dimensions.Count == 0 ? 1 : (int)dimensions[0].Constant;
    }

    /// <summary>The input with its sizes.</summary>
    public ValueInfo Input => _graph.Inputs[0] with { Dimensions = _dimensions };

    /// <summary>The outputs as far as they are known for any batch size.</summary>
    public IReadOnlyList<ValueInfo> Outputs => _graph.Outputs;

    /// <summary>Pictures that the graph was saved for; 0 when any number may run.</summary>
    public int FixedBatch { get; }

    /// <summary>Matrices that training still knows after their transposes are folded; null for inference.</summary>
    private TransposedConstants? Transposed { get; init; }

    /// <summary>Works the options into a graph.</summary>
    public static NetworkGraph Of(Graph graph, NetworkOptions options, GraphPasses passes = GraphPasses.Inference)
    {
        Graph selected = Pruning.Apply(graph, options.Outputs);
        selected = selected.Inputs.Count == 0 ? selected with { Inputs = graph.Inputs } : selected;
        if (selected.Inputs.Count != 1)
        {
            throw new InvalidModelException(
                $"Network '{graph.Name}' has {selected.Inputs.Count} inputs ({string.Join(", ", selected.Inputs.Select(input => input.Name))}); "
                + "one is expected. Make the others constants when it is exported.");
        }

        Dimension[] dimensions = WithSize(selected.Inputs[0], options);
        CheckNormalization(selected.Inputs[0], dimensions, options.Normalization);
        Graph sized = selected with { Inputs = [selected.Inputs[0] with { Dimensions = dimensions }] };
        TransposedConstants? transposed = passes.HasFlag(GraphPasses.FoldAffine) ? null : TransposedConstants.Of(sized);
        Graph optimized = GraphOptimizer.Optimize(transposed?.Graph ?? sized, passes) with { Inputs = sized.Inputs };
        return new NetworkGraph(optimized, dimensions, options.Normalization) { Transposed = transposed };
    }

    /// <summary>Unfused plan for a batch size.</summary>
    public ExecutionPlan Plan(int batch)
    {
        ExecutionPlan plan = ResolvedGraph.Plan(_graph, _dimensions, FixedBatch > 0 ? FixedBatch : batch);
        return (Transposed?.Restore(plan) ?? plan) with { Normalization = _normalization };
    }

    private static Dimension[] WithSize(ValueInfo input, NetworkOptions options)
    {
        if (input.Dimensions is null)
        {
            throw new InvalidModelException($"The input '{input.Name}' has no shape. Export the network with the shape of its input.");
        }

        Dimension[] dimensions = [.. input.Dimensions];
        if (dimensions.Length == 4)
        {
            int first = options.Normalization?.ChannelsLast == true ? 1 : 2;
            dimensions[first] = Sized(dimensions[first], options.InputHeight, "height");
            dimensions[first + 1] = Sized(dimensions[first + 1], options.InputWidth, "width");
        }

        if (dimensions.Length > 0 && dimensions[0].IsUnknown)
        {
            dimensions[0] = Dimension.Batch;
        }

        if (dimensions.Any(dimension => dimension.IsUnknown) || dimensions.Skip(1).Any(dimension => dimension.IsBatch))
        {
            throw new InvalidModelException(
                $"The input {input with { Dimensions = dimensions }} leaves a size open. State NetworkOptions.InputHeight and InputWidth.");
        }

        return dimensions;
    }

    private static Dimension Sized(Dimension own, int wanted, string what) =>
        wanted == 0 ? own
        : own.IsUnknown || own == Dimension.Of(wanted) ? Dimension.Of(wanted)
        : throw new ArgumentException($"The network's input {what} is {own}; {wanted} was asked for. Leave it out, or export the network with a free size.");

    private static void CheckNormalization(ValueInfo input, Dimension[] dimensions, InputNormalization? normalization)
    {
        if (normalization is null)
        {
            return;
        }

        int channels = normalization.ChannelsLast ? 3 : 1;
        if (dimensions.Length != 4 || dimensions[channels] != Dimension.Of(PixelBatch.ChannelCount))
        {
            throw new ArgumentException(
                $"Pixels need an input {(normalization.ChannelsLast ? "[N, H, W, 3]" : "[N, 3, H, W]")}; the network's is {input with { Dimensions = dimensions }}.");
        }
    }
}
