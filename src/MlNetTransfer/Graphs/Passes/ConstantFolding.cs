using MlNetTransfer.Graphs.Folding;
using MlNetTransfer.Graphs.Shapes;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Passes;

/// <summary>Computes what does not depend on the inputs: weights that are rearranged, and shapes.</summary>
/// <remarks>
/// <para><b>Budget</b>: <see cref="MaxBytes"/> for each result and <see cref="MaxTotalBytes"/> for all; results no larger than what they are made from are free.
/// A node that would exceed the first is refused: it is a few bytes of file that ask for a lot of memory.</para>
/// </remarks>
internal static class ConstantFolding
{
    /// <summary>Largest result in bytes.</summary>
    public const long MaxBytes = 64L << 20;

    /// <summary>Largest sum of results in bytes.</summary>
    public const long MaxTotalBytes = 256L << 20;

    /// <summary>Folds.</summary>
    /// <exception cref="InvalidModelException">A constant computation exceeds the budget.</exception>
    public static Graph Apply(Graph graph)
    {
        long total = 0;
        return GraphEditor.Rewrite(graph, (editor, node) => total += Fold(editor, node, MaxTotalBytes - total));
    }

    private static long Fold(GraphEditor editor, Node node, long left)
    {
        if (node.Outputs.Count == 1 && editor.Values[node.Outputs[0]].Constant is { } known && !editor.IsOutput(node.Outputs[0]))
        {
            editor.ReplaceByConstant(node, known);
            return known.Bytes.Length;
        }

        Tensor?[] inputs = [.. node.Inputs.Select(i => i.Length == 0 ? null : editor.Constant(i))];
        bool constant = node.Inputs.Zip(inputs).All(p => p.First.Length == 0 || p.Second is not null);
        if (!constant || node.Outputs.Any(editor.IsOutput))
        {
            return 0;
        }

        long made = inputs.Sum(i => (long)(i?.Bytes.Length ?? 0));
        CheckBudget(editor, node, Math.Max(made, Math.Min(MaxBytes, left)));
        if (ConstantEvaluator.TryEvaluate(node, inputs, Math.Max(made, MaxBytes)) is not { } results)
        {
            return 0;
        }

        if (node.Outputs.Count == 1)
        {
            editor.ReplaceByConstant(node, results[0]);
        }
        else
        {
            foreach ((string output, Tensor result) in node.Outputs.Zip(results))
            {
                editor.Redirect(output, editor.AddConstant(output + "/constant", result));
            }
        }

        long size = results.Sum(r => (long)r.Bytes.Length);
        return size > made ? size : 0;
    }

    private static void CheckBudget(GraphEditor editor, Node node, long budget)
    {
        foreach (string output in node.Outputs)
        {
            InferredValue value = editor.Values[output];
            if (value.Dimensions is not { } dimensions || dimensions.Any(d => !d.IsConstant))
            {
                continue;
            }

            long elements = dimensions.Aggregate(1L, (a, d) => a * d.Constant);
            if (elements * ElementTypes.SizeOf(value.ElementType) > budget)
            {
                throw new InvalidModelException(FormattableString.Invariant(
                    $"node '{node.Name}' ({node.Operator.Name}) makes a constant of {elements:N0} elements out of little; {budget:N0} bytes are allowed. The file is hostile or damaged."))
                {
                    Node = node.Name,
                };
            }
        }
    }
}
