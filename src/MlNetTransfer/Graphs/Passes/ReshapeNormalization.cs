using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Passes;

/// <summary>Gives reshapes one form: Flatten(1) where each picture becomes a row, else Reshape with a constant shape.</summary>
internal static class ReshapeNormalization
{
    /// <summary>Rewrites Reshape, Flatten, Squeeze and Unsqueeze of known shape; what computed the shape disappears.</summary>
    public static Graph Apply(Graph graph) => GraphEditor.Rewrite(graph, static (editor, node) =>
    {
        if (node.Operator is not (Reshape or Flatten or Squeeze or Unsqueeze)
            || editor.Dimensions(node.Inputs[0]) is not { } before || editor.Dimensions(node.Outputs[0]) is not { } after
            || before.Concat(after).Any(d => d.IsUnknown) || after.Count(d => d.IsBatch) > 1 || after.Contains(Dimension.Of(0)))
        {
            return;
        }

        if (after.Length == 2 && before.Length >= 2 && before[0] == after[0] && before[0].IsBatch)
        {
            Normalize(editor, node, node with { Operator = new Flatten(1), Inputs = [node.Inputs[0]] });
            return;
        }

        long[] shape = [.. after.Select(d => d.IsBatch ? -1 : d.Constant)];
        if (node.Operator is Reshape && editor.Integers(node, 1)?.SequenceEqual(shape) == true)
        {
            return;
        }

        string constant = editor.AddConstant($"{node.Outputs[0]}/shape", Tensor.FromInt64s(new Shape(shape.Length), shape));
        Normalize(editor, node, node with { Operator = new Reshape(), Inputs = [node.Inputs[0], constant] });
    });

    private static void Normalize(GraphEditor editor, Node node, Node normalized)
    {
        if (!node.Operator.Equals(normalized.Operator) || !node.Inputs.SequenceEqual(normalized.Inputs))
        {
            editor.Replace(node, normalized);
        }
    }
}
