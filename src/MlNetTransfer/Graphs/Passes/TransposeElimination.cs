using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Graphs.Passes;

/// <summary>Joins transposes that follow each other and cancels those that undo each other, also across functions of one value.</summary>
internal static class TransposeElimination
{
    /// <summary>Rewrites them.</summary>
    public static Graph Apply(Graph graph) => GraphEditor.Rewrite(graph, static (editor, node) =>
    {
        if (node.Operator is not Transpose { Permutation: { } outer })
        {
            return;
        }

        // Walk up through functions of one value that only this transpose reads.
        List<Node> between = [];
        Node? above = editor.Writer(node.Inputs[0]);
        string value = node.Inputs[0];
        while (above is not null && IsUnary(above) && editor.IsReadOnce(value))
        {
            between.Add(above);
            value = above.Inputs[0];
            above = editor.Writer(value);
        }

        if (above is not { Operator: Transpose { Permutation: { } inner } } || inner.Count != outer.Count || (between.Count > 0 && !editor.IsReadOnce(value)))
        {
            return;
        }

        int[] joined = [.. outer.Select(o => inner[o])];
        bool cancels = joined.SequenceEqual(Enumerable.Range(0, joined.Length));
        if (between.Count == 0)
        {
            if (!cancels || !editor.Bypass(node, above.Inputs[0]))
            {
                editor.Replace(node, node with { Operator = new Transpose(joined), Inputs = [above.Inputs[0]] });
            }
        }
        else if (cancels)
        {
            Pull(editor, node, above, between);
        }
    });

    // T, f, g, T' becomes f, g: the last function writes what T' wrote.
    private static void Pull(GraphEditor editor, Node last, Node first, List<Node> between)
    {
        string value = first.Inputs[0];
        List<Node> moved = [];
        for (int i = between.Count - 1; i >= 0; i--)
        {
            string output = i == 0 ? last.Outputs[0] : editor.NewName($"{between[i].Outputs[0]}/moved");
            moved.Add(between[i] with { Inputs = [value, .. between[i].Inputs.Skip(1)], Outputs = [output] });
            value = output;
        }

        editor.Replace(last, [.. moved]);
    }

    private static bool IsUnary(Node node) =>
        node.Operator is Relu or Sigmoid or Tanh or Silu or HardSwish or HardSigmoid or Gelu or Clip or LeakyRelu or Elu or Selu or Mish or Abs or Neg or Exp or Sqrt;
}
