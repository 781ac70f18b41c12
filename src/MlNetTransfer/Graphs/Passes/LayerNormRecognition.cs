using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Graphs.Passes;

/// <summary>Recognises layer normalisation that exporters below opset 17 write as nine nodes.</summary>
internal static class LayerNormRecognition
{
    /// <summary>Rewrites <c>(x - mean) / sqrt(mean((x - mean)^2) + epsilon) * scale + bias</c>.</summary>
    public static Graph Apply(Graph graph) => GraphEditor.Rewrite(graph, static (editor, node) =>
    {
        if (node.Operator is not Add)
        {
            return;
        }

        for (int side = 0; side < 2; side++)
        {
            if (editor.Constant(node, 1 - side) is { } bias && editor.OnlyWriter(node, side) is { Operator: Mul } mul && Match(editor, mul, bias) is { } match)
            {
                Node norm = node with { Operator = match.Norm, Inputs = [match.Input, match.Scale, node.Inputs[1 - side]] };
                editor.Replace(node, norm);
                return;
            }
        }
    });

    private static (LayerNormalization Norm, string Input, string Scale)? Match(GraphEditor editor, Node mul, Tensors.Tensor bias)
    {
        for (int side = 0; side < 2; side++)
        {
            if (editor.Constant(mul, 1 - side) is not { } scale || !scale.Shape.Equals(bias.Shape)
                || editor.OnlyWriter(mul, side) is not { Operator: Div } quotient
                || Deviation(editor, quotient.Inputs[1]) is not { } found || found.Difference != quotient.Inputs[0]
                || Centered(editor, quotient.Inputs[0], found.Axis) is not { } x)
            {
                continue;
            }

            bool fits = editor.Dimensions(x) is { } d && d.Length - found.Axis == scale.Shape.Rank
                && d[found.Axis..].SequenceEqual(scale.Shape.Select(s => Dimension.Of(s)));
            if (fits)
            {
                return (new LayerNormalization(-scale.Shape.Rank, found.Epsilon), x, mul.Inputs[1 - side]);
            }
        }

        return null;
    }

    // sqrt(mean(d * d) + epsilon)
    private static (string Difference, int Axis, float Epsilon)? Deviation(GraphEditor editor, string value)
    {
        if (editor.Writer(value) is not { Operator: Sqrt } root || editor.Writer(root.Inputs[0]) is not { Operator: Add } sum)
        {
            return null;
        }

        int side = editor.Scalar(sum.Inputs[1]) is not null ? 0 : 1;
        if (editor.Scalar(sum.Inputs[1 - side]) is not { } epsilon || editor.Writer(sum.Inputs[side]) is not { } mean || TrailingAxis(editor, mean) is not { } axis)
        {
            return null;
        }

        return editor.Writer(mean.Inputs[0]) switch
        {
            { Operator: Pow } power when editor.Scalar(power.Inputs[1]) == 2 => (power.Inputs[0], axis, epsilon),
            { Operator: Mul } square when square.Inputs[0] == square.Inputs[1] => (square.Inputs[0], axis, epsilon),
            _ => null,
        };
    }

    // x - mean(x)
    private static string? Centered(GraphEditor editor, string difference, int axis) =>
        editor.Writer(difference) is { Operator: Sub } sub && editor.Writer(sub.Inputs[1]) is { } mean
        && mean.Inputs[0] == sub.Inputs[0] && TrailingAxis(editor, mean) == axis ? sub.Inputs[0] : null;

    private static int? TrailingAxis(GraphEditor editor, Node mean)
    {
        if (mean.Operator is not ReduceMean { KeepDimensions: true } || editor.Integers(mean, 1) is not { Length: > 0 } axes || editor.Dimensions(mean.Inputs[0]) is not { } x)
        {
            return null;
        }

        long[] positive = [.. axes.Select(a => a < 0 ? a + x.Length : a).Order()];
        return positive.SequenceEqual(Enumerable.Range(x.Length - axes.Length, axes.Length).Select(i => (long)i)) ? x.Length - axes.Length : null;
    }
}
