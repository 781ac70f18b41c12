using MlNetTransfer.Graphs.Folding;
using MlNetTransfer.Graphs.Shapes;

namespace MlNetTransfer.Graphs;

/// <summary>Finds element type and dimensions of every value of a graph, for any batch size at once.</summary>
/// <remarks>
/// Dimensions are followed as numbers or multiples of the batch size N, and so are the entries of small integer tensors, so that shape computations
/// in the graph (Shape, Gather, Concat, Reshape) come out. Arithmetic is checked.
/// </remarks>
public static class ShapeInference
{
    /// <summary>Largest number of elements that one value may have for one picture: 1 GiB of floats.</summary>
    public const long MaxElementsPerPicture = 1L << 28;

    /// <summary>Finds the shapes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputDimensions">Dimensions to take for inputs, by name, instead of the graph's; null for none.</param>
    /// <returns>Every input, constant and node output by name; dimensions that cannot be known are <see cref="Dimension.Unknown"/>.</returns>
    /// <exception cref="InvalidModelException">A node does not fit its inputs; the message names it.</exception>
    public static IReadOnlyDictionary<string, ValueInfo> Infer(
        Graph graph,
        IReadOnlyDictionary<string, IReadOnlyList<Dimension>>? inputDimensions = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return InferValues(graph, inputDimensions)
            .ToDictionary(v => v.Key, v => new ValueInfo(v.Key, v.Value.ElementType, v.Value.Dimensions), StringComparer.Ordinal);
    }

    /// <summary>Finds the shapes, and the entries and values that could be followed.</summary>
    internal static Dictionary<string, InferredValue> InferValues(
        Graph graph,
        IReadOnlyDictionary<string, IReadOnlyList<Dimension>>? inputDimensions = null)
    {
        Dictionary<string, InferredValue> values = new(StringComparer.Ordinal);
        foreach (ValueInfo input in graph.Inputs)
        {
            IReadOnlyList<Dimension>? dimensions = inputDimensions?.GetValueOrDefault(input.Name) ?? input.Dimensions;
            values[input.Name] = new InferredValue(input.ElementType, dimensions is null ? null : [.. dimensions]);
        }

        foreach ((string name, Tensors.Tensor tensor) in graph.Constants)
        {
            values[name] = InferredValue.Of(tensor);
        }

        foreach (Node node in graph.Nodes)
        {
            InferNode(node, values);
        }

        return values;
    }

    /// <summary>Finds what a node writes and adds it; importers that choose forms by shape call this as they go.</summary>
    internal static void InferNode(Node node, Dictionary<string, InferredValue> values)
    {
        InferredValue?[] inputs = new InferredValue?[node.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            string name = node.Inputs[i];
            inputs[i] = name.Length == 0 ? null
                : values.GetValueOrDefault(name) ?? throw new InvalidModelException($"node '{node.Name}' reads '{name}', which nothing before it writes.") { Node = node.Name };
        }

        RuleContext context = new(node, inputs);
        try
        {
            InferredValue[] outputs = ShapeRules.Infer(context);
            bool isFixed = Array.TrueForAll(inputs, i => i is null || i.IsFixed);
            for (int i = 0; i < node.Outputs.Count; i++)
            {
                if (i >= outputs.Length)
                {
                    throw context.Fail($"writes {node.Outputs.Count} values; {outputs.Length} was expected");
                }

                CheckSize(context, outputs[i]);
                values[node.Outputs[i]] = outputs[i] with { IsFixed = isFixed };
            }

            if (node.Outputs.Count == 1)
            {
                values[node.Outputs[0]] = FollowValues(context, inputs, values[node.Outputs[0]]);
            }
        }
        catch (OverflowException)
        {
            throw context.Fail("makes dimensions that do not fit 64 bits");
        }
    }

    private static InferredValue FollowValues(RuleContext context, InferredValue?[] inputs, InferredValue output)
    {
        if (output.Entries is not null && !output.Entries.All(e => e.IsConstant))
        {
            return output;
        }

        bool small = output.Dimensions is { } d && d.All(x => x.IsUnknown || x.Constant <= InferredValue.MaxEntries);
        bool computable = small && Array.TrueForAll(inputs, i => i is null || i.Constant is { Shape.ElementCount: <= InferredValue.MaxEntries });
        if (computable && ConstantEvaluator.TryEvaluate(context.Node, [.. inputs.Select(i => i?.Constant)], InferredValue.MaxEntries * sizeof(double)) is [var value])
        {
            return InferredValue.Of(value);
        }

        if (output.Entries is { } constants)
        {
            return InferredValue.Of(Tensors.Tensor.FromInt64s(new Tensors.Shape(constants.Length), [.. constants.Select(e => e.Constant)]));
        }

        Dimension count = output.Dimensions is null ? Dimension.Unknown : ReshapeRules.Product(output.Dimensions);
        SymbolicInteger[]? entries = count.IsConstant ? ShapeArithmetic.Entries(context, count.Constant) : null;
        return entries is null ? output
            : entries.All(e => e.IsConstant) && output.ElementType == Tensors.ElementType.Int64 && output.Dimensions is { } dimensions
            ? InferredValue.Of(Tensors.Tensor.FromInt64s(new Tensors.Shape([.. dimensions.Select(x => (int)x.Constant)]), [.. entries.Select(e => e.Constant)]))
            : output with { Entries = entries };
    }

    private static void CheckSize(RuleContext context, InferredValue value)
    {
        if (value.Dimensions is not { } dimensions)
        {
            return;
        }

        if (dimensions.Length > Tensors.Shape.MaxRank)
        {
            throw context.Fail($"writes a value of rank {dimensions.Length}; {Tensors.Shape.MaxRank} is the largest");
        }

        Int128 count = 1;
        foreach (Dimension dimension in dimensions.Where(d => !d.IsUnknown))
        {
            long size = dimension.At(1);
            count = count > MaxElementsPerPicture && size > 0 ? count : count * size;
        }

        if (count > MaxElementsPerPicture)
        {
            throw context.Fail($"writes a value of shape [{string.Join(", ", dimensions)}], above {MaxElementsPerPicture} elements for one picture");
        }
    }
}
