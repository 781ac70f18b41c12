using MlNetTransfer.Graphs.Folding;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Passes;

/// <summary>
/// Works per-channel scale and shift (batch normalisation, arithmetic with constants) into the weights of the convolution or Gemm before it,
/// or joins them into one ScaleShift where there is none.
/// </summary>
/// <remarks>Computed in binary64 and rounded once. Only for inference: fine-tuning keeps batch normalisation as it is.</remarks>
internal static class AffineFolding
{
    /// <summary>Folds.</summary>
    public static Graph Apply(Graph graph) => GraphEditor.Rewrite(graph, static (editor, node) =>
    {
        if (ChannelAffine.Of(editor, node, out string input) is not { } affine || !editor.IsReadOnce(input) && node.Operator is not BatchNormalization)
        {
            return;
        }

        Node? before = editor.IsReadOnce(input) ? editor.Writer(input) : null;
        switch (before?.Operator)
        {
            case Conv when FoldConv(editor, before, node, affine):
            case Gemm when FoldGemm(editor, before, node, affine):
                return;
        }

        if (before is not null && ChannelAffine.Of(editor, before, out string source) is { } first && first.Scale.Length == affine.Scale.Length)
        {
            ReplaceByScaleShift(editor, node, source, affine.After(first));
        }
        else if (node.Operator is BatchNormalization)
        {
            ReplaceByScaleShift(editor, node, input, affine);
        }
    });

    private static void ReplaceByScaleShift(GraphEditor editor, Node node, string input, ChannelAffine affine)
    {
        string scale = Add(editor, $"{node.Outputs[0]}/scale", affine.Scale);
        string shift = Add(editor, $"{node.Outputs[0]}/shift", affine.Shift);
        editor.Replace(node, node with { Operator = new ScaleShift(), Inputs = [input, scale, shift], Outputs = [node.Outputs[0]] });
    }

    private static bool FoldConv(GraphEditor editor, Node conv, Node node, ChannelAffine affine)
    {
        if (editor.Constant(conv, 1) is not { ElementType: ElementType.Float32 } weights || weights.Shape[0] != affine.Scale.Length
            || !TryBias(editor, conv, affine.Scale.Length, out double[] bias))
        {
            return false;
        }

        double[] values = Numbers.ToDoubles(weights);
        int perChannel = values.Length / affine.Scale.Length;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= affine.Scale[i / perChannel];
        }

        return ReplaceWeights(editor, conv, node, Numbers.FromDoubles(ElementType.Float32, weights.Shape, values), Shifted(bias, affine));
    }

    private static bool FoldGemm(GraphEditor editor, Node gemm, Node node, ChannelAffine affine)
    {
        if (gemm.Operator is not Gemm { Alpha: 1f, Beta: 1f } op || editor.Constant(gemm, 1) is not { ElementType: ElementType.Float32, Shape.Rank: 2 } weights
            || weights.Shape[op.TransposeB ? 0 : 1] != affine.Scale.Length || !TryBias(editor, gemm, affine.Scale.Length, out double[] bias))
        {
            return false;
        }

        double[] values = Numbers.ToDoubles(weights);
        int columns = weights.Shape[1];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= affine.Scale[op.TransposeB ? i / columns : i % columns];
        }

        return ReplaceWeights(editor, gemm, node, Numbers.FromDoubles(ElementType.Float32, weights.Shape, values), Shifted(bias, affine));
    }

    private static bool TryBias(GraphEditor editor, Node node, int count, out double[] bias)
    {
        bias = new double[count];
        if (node.Inputs.Count < 3 || node.Inputs[2].Length == 0)
        {
            return true;
        }

        if (editor.Constant(node, 2) is not { ElementType: ElementType.Float32 } tensor || (tensor.Shape.ElementCount != count && tensor.Shape.ElementCount != 1)
            || (tensor.Shape.Rank > 0 && tensor.Shape[tensor.Shape.Rank - 1] != tensor.Shape.ElementCount))
        {
            return false;
        }

        double[] values = Numbers.ToDoubles(tensor);
        for (int i = 0; i < count; i++)
        {
            bias[i] = values[values.Length == 1 ? 0 : i];
        }

        return true;
    }

    private static double[] Shifted(double[] bias, ChannelAffine affine) => [.. bias.Select((b, i) => (b * affine.Scale[i]) + affine.Shift[i])];

    private static bool ReplaceWeights(GraphEditor editor, Node before, Node node, Tensor weights, double[] bias)
    {
        string w = editor.AddConstant($"{before.Inputs[1]}/folded", weights);
        string b = Add(editor, $"{node.Outputs[0]}/bias", bias);
        editor.Replace(node, before with { Inputs = [before.Inputs[0], w, b], Outputs = [node.Outputs[0]] });
        return true;
    }

    private static string Add(GraphEditor editor, string wish, double[] values) =>
        editor.AddConstant(wish, Numbers.FromDoubles(ElementType.Float32, new Shape(values.Length), values));
}
