using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Graphs.Passes;

/// <summary>Recognises channel shuffles: Reshape to groups, Transpose of groups and channels, Reshape back (Zhang 2017).</summary>
internal static class ChannelShuffleRecognition
{
    /// <summary>Rewrites them.</summary>
    public static Graph Apply(Graph graph) => GraphEditor.Rewrite(graph, static (editor, node) =>
    {
        if (node.Operator is not Reshape
            || editor.OnlyWriter(node, 0) is not { Operator: Transpose { Permutation: [0, 2, 1, 3, 4] } } swap
            || editor.OnlyWriter(swap, 0) is not { Operator: Reshape } apart
            || editor.Dimensions(apart.Inputs[0]) is not { Length: 4 } before || editor.Dimensions(swap.Inputs[0]) is not { Length: 5 } groups
            || editor.Dimensions(node.Outputs[0]) is not { Length: 4 } after)
        {
            return;
        }

        bool shuffles = before.Concat(groups).All(d => !d.IsUnknown) && before.SequenceEqual(after) && groups[1].IsConstant
            && before[0] == groups[0] && before[2] == groups[3] && before[3] == groups[4];
        if (shuffles)
        {
            editor.Replace(node, node with { Operator = new ChannelShuffle((int)groups[1].Constant), Inputs = [apart.Inputs[0]] });
        }
    });
}
