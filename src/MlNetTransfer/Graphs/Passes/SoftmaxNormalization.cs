using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Graphs.Passes;

/// <summary>Turns the softmax of opset 12 and older into the newer form where it runs along the last axis only.</summary>
internal static class SoftmaxNormalization
{
    /// <summary>Rewrites it.</summary>
    public static Graph Apply(Graph graph) => GraphEditor.Rewrite(graph, static (editor, node) =>
    {
        int? axis = node.Operator switch
        {
            Softmax { Flattened: true } s => s.Axis,
            LogSoftmax { Flattened: true } s => s.Axis,
            _ => null,
        };
        if (axis is { } a && editor.Dimensions(node.Inputs[0]) is { } dimensions && LastOnly(dimensions, a))
        {
            int last = dimensions.Length == 0 ? -1 : (a < 0 ? a + dimensions.Length : a);
            editor.Replace(node, node with { Operator = node.Operator is Softmax ? new Softmax(last) : new LogSoftmax(last) });
        }
    });

    // Also [N, C, 1, 1] with axis 1: what follows the axis has one element.
    private static bool LastOnly(Dimension[] dimensions, int axis)
    {
        int positive = axis < 0 ? axis + dimensions.Length : axis;
        return positive < dimensions.Length && dimensions.Skip(positive + 1).All(d => d == Dimension.Of(1));
    }
}
