using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Passes;

/// <summary>Turns a matrix product with constant weights, and the bias added to it, into one Gemm.</summary>
internal static class GemmRecognition
{
    /// <summary>Rewrites MatMul of two matrices, and Add of a row after a Gemm without bias.</summary>
    public static Graph Apply(Graph graph) => GraphEditor.Rewrite(graph, static (editor, node) =>
    {
        if (node.Operator is MatMul && editor.Constant(node, 1) is { Shape.Rank: 2 } && editor.Dimensions(node.Inputs[0]) is { Length: 2 })
        {
            editor.Replace(node, node with { Operator = new Gemm() });
        }
        else if (node.Operator is Add)
        {
            AddBias(editor, node);
        }
    });

    private static void AddBias(GraphEditor editor, Node node)
    {
        for (int side = 0; side < 2; side++)
        {
            if (editor.OnlyWriter(node, side) is { Operator: Gemm { Beta: 1f }, Inputs.Count: 2 } gemm && editor.Constant(node, 1 - side) is { } bias
                && editor.Dimensions(gemm.Outputs[0]) is [_, { IsConstant: true } columns] && IsRow(bias, columns.Constant))
            {
                editor.Replace(node, gemm with { Inputs = [.. gemm.Inputs, node.Inputs[1 - side]], Outputs = node.Outputs });
                return;
            }
        }
    }

    private static bool IsRow(Tensor bias, long columns) =>
        bias.ElementType == ElementType.Float32 && bias.Shape.ElementCount == columns && bias.Shape.Rank is 1 or 2 && bias.Shape[bias.Shape.Rank - 1] == columns;
}
