using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Graphs.Passes;

/// <summary>Removes nodes that hand their input on unchanged in inference.</summary>
internal static class NoOperationRemoval
{
    /// <summary>Removes them.</summary>
    public static Graph Apply(Graph graph) => GraphEditor.Rewrite(graph, static (editor, node) =>
    {
        if (node.Outputs.Count == 1 && HandsOn(editor, node))
        {
            editor.Bypass(node, node.Inputs[0]);
        }
    });

    /// <summary>Removes dropout.</summary>
    public static Graph ApplyToDropout(Graph graph) => GraphEditor.Rewrite(graph, static (editor, node) =>
    {
        if (node is { Operator: Dropout, Outputs.Count: 1 })
        {
            editor.Bypass(node, node.Inputs[0]);
        }
    });

    private static bool HandsOn(GraphEditor editor, Node node) => node.Operator switch
    {
        Identity => true,
        Clip => node.Inputs.Skip(1).All(i => i.Length == 0),
        Sum or Max or Min or Mean or Concat => node.Inputs.Count == 1,
        Cast cast => editor.Values.GetValueOrDefault(node.Inputs[0])?.ElementType == cast.To,
        Transpose { Permutation: { } order } => order.SequenceEqual(Enumerable.Range(0, order.Count)),
        Pad => editor.Integers(node, 1) is { } pads && pads.All(p => p == 0),
        Reshape or Flatten or Squeeze or Unsqueeze or Expand => SameShape(editor, node),
        Slice => SameShape(editor, node) && (node.Inputs.Count < 5 || (editor.Integers(node, 4) is { } steps && steps.All(s => s > 0))),
        AveragePool pool => IsPoint(pool.Window),
        MaxPool pool => IsPoint(pool.Window),
        _ => false,
    };

    private static bool IsPoint(Window window) => window.Kernel == (1, 1) && window.Strides == (1, 1) && window.Pads == default;

    private static bool SameShape(GraphEditor editor, Node node) =>
        editor.Dimensions(node.Inputs[0]) is { } before && editor.Dimensions(node.Outputs[0]) is { } after
        && before.SequenceEqual(after) && Array.TrueForAll(before, d => !d.IsUnknown);
}
