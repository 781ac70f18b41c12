using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Graphs.Shapes;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Folding;

/// <summary>Computes nodes whose inputs are all constants: shape arithmetic, element by element, rearrangements and reductions of weights.</summary>
/// <remarks>Written to be obvious, not fast; convolutions, matrix products and normalisations are left to the engine.</remarks>
internal static class ConstantEvaluator
{
    /// <summary>Computes a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inputs">Its inputs; null where an optional one is absent, or where it is not constant.</param>
    /// <param name="maxBytes">Largest output, in bytes.</param>
    /// <returns>The outputs; null when the operator is not computed here or an output would be too large.</returns>
    /// <exception cref="InvalidModelException">The node does not fit its inputs.</exception>
    public static Tensor[]? TryEvaluate(Node node, IReadOnlyList<Tensor?> inputs, long maxBytes)
    {
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            if (node.Inputs[i].Length > 0 && (i >= inputs.Count || inputs[i] is null))
            {
                return null;
            }
        }

        RuleContext context = new(node, [.. inputs.Select(t => t is null ? null : InferredValue.Of(t))]);
        if (node.Operator is RangeOf)
        {
            return Sequences.Range(inputs, maxBytes) is { } range ? [range] : null;
        }

        InferredValue[] results = ShapeRules.Infer(context);
        long bytes = 0;
        List<Shape> shapes = [];
        foreach (InferredValue result in results)
        {
            if (result.Dimensions is not { } dimensions || dimensions.Any(d => !d.IsConstant || d.Constant > int.MaxValue))
            {
                return null;
            }

            Int128 count = 1;
            foreach (Dimension dimension in dimensions)
            {
                count = count > maxBytes && dimension.Constant > 0 ? count : count * dimension.Constant;
            }

            bytes = count > maxBytes ? long.MaxValue : bytes + ((long)count * ElementTypes.SizeOf(result.ElementType));
            if (bytes > maxBytes)
            {
                return null;
            }

            shapes.Add(new Shape([.. dimensions.Select(d => (int)d.Constant)]));
        }

        return node.Operator is Split split ? Rearrangement.Split(split, inputs[0]!, shapes) : Single(context, inputs, shapes[0]);
    }

    private static Tensor[]? Single(RuleContext context, IReadOnlyList<Tensor?> inputs, Shape shape)
    {
        Operator op = context.Node.Operator;
        Tensor? result = op switch
        {
            ShapeOf => Tensor.FromInt64s(shape, [.. ShapeRules.Infer(context)[0].Entries!.Select(e => e.Constant)]),
            ConstantOfShape o => Rearrangement.Repeat(o.Value, shape),
            Identity or Dropout or Reshape or Flatten or Squeeze or Unsqueeze => Tensor.FromBytes(inputs[0]!.ElementType, shape, inputs[0]!.Bytes),
            Transpose or Expand or Tile or Slice or Gather or Concat or Pad => Rearrangement.Evaluate(context, inputs, shape),
            ReduceMean or ReduceSum or ReduceMax or ReduceMin or ReduceProd or ReduceL2 => Reduction.Evaluate(context, inputs[0]!, shape),
            _ => Elementwise.Evaluate(op, inputs, shape),
        };
        return result is null ? null : [result];
    }
}
