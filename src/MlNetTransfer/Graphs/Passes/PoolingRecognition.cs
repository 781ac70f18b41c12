using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Graphs.Passes;

/// <summary>Turns means and maxima over all positions into global pooling, whatever form the exporter chose.</summary>
internal static class PoolingRecognition
{
    /// <summary>Rewrites ReduceMean and ReduceMax over height and width, and pooling whose window is the whole picture.</summary>
    public static Graph Apply(Graph graph) => GraphEditor.Rewrite(graph, static (editor, node) =>
    {
        switch (node.Operator)
        {
            case ReduceMean mean when IsSpatial(editor, node):
                Replace(editor, node, new GlobalAveragePool(), mean.KeepDimensions);
                break;
            case ReduceMax max when IsSpatial(editor, node):
                Replace(editor, node, new GlobalMaxPool(), max.KeepDimensions);
                break;
            case AveragePool pool when IsWhole(editor, node, pool.Window):
                Replace(editor, node, new GlobalAveragePool(), true);
                break;
            case MaxPool pool when IsWhole(editor, node, pool.Window):
                Replace(editor, node, new GlobalMaxPool(), true);
                break;
        }
    });

    private static void Replace(GraphEditor editor, Node node, Operator pool, bool keepDimensions)
    {
        if (keepDimensions)
        {
            editor.Replace(node, node with { Operator = pool, Inputs = [node.Inputs[0]] });
            return;
        }

        string pooled = editor.NewName($"{node.Outputs[0]}/pooled");
        editor.Replace(node, new Node($"{node.Name}/pool", pool, [node.Inputs[0]], [pooled]), new Node(node.Name, new Flatten(1), [pooled], node.Outputs));
    }

    private static bool IsSpatial(GraphEditor editor, Node node) =>
        editor.Dimensions(node.Inputs[0]) is { Length: 4 } && editor.Integers(node, 1) is { Length: 2 } axes
        && axes.Select(a => a < 0 ? a + 4 : a).Order().SequenceEqual([2L, 3L]);

    private static bool IsWhole(GraphEditor editor, Node node, Window window) =>
        editor.Dimensions(node.Inputs[0]) is [_, _, var height, var width] && window is { Dilations: (1, 1), Pads: (0, 0, 0, 0) } && window.AutoPad is AutoPad.NotSet or AutoPad.Valid
        && height == Dimension.Of(window.Kernel.Height) && width == Dimension.Of(window.Kernel.Width);
}
