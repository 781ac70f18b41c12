using MlNetTransfer.Graphs.Folding;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Passes;

/// <summary>y = scale * x + shift for each channel, in binary64: what batch normalisation and arithmetic with per-channel constants are in inference.</summary>
/// <param name="Scale">One factor for each channel.</param>
/// <param name="Shift">One summand for each channel.</param>
internal sealed record ChannelAffine(double[] Scale, double[] Shift)
{
    /// <summary>Reads a node as such a function.</summary>
    /// <param name="editor">The graph.</param>
    /// <param name="node">Any node.</param>
    /// <param name="input">The node's varying input.</param>
    /// <returns>Null when the node is something else.</returns>
    public static ChannelAffine? Of(GraphEditor editor, Node node, out string input)
    {
        input = node.Inputs.Count > 0 ? node.Inputs[0] : "";
        return node.Operator switch
        {
            BatchNormalization { TrainingMode: false } norm => OfNormalization(editor, node, norm.Epsilon),
            ScaleShift => OfScaleShift(editor, node),
            Add or Sub or Mul or Div => OfArithmetic(editor, node, out input),
            _ => null,
        };
    }

    /// <summary>This function after another one.</summary>
    public ChannelAffine After(ChannelAffine first) => new(
        [.. Scale.Zip(first.Scale, static (a, b) => a * b)],
        [.. Shift.Select((s, i) => (Scale[i] * first.Shift[i]) + s)]);

    private static ChannelAffine? OfNormalization(GraphEditor editor, Node node, float epsilon)
    {
        double[]?[] parameters = [.. Enumerable.Range(1, 4).Select(i => Floats(editor.Constant(node, i)))];
        if (parameters is not [{ } scale, { } bias, { } mean, { } variance] || parameters.Any(p => p!.Length != scale.Length))
        {
            return null;
        }

        double[] factor = [.. scale.Select((s, i) => s / Math.Sqrt(variance[i] + epsilon))];
        return factor.All(double.IsFinite) ? new ChannelAffine(factor, [.. bias.Select((b, i) => b - (mean[i] * factor[i]))]) : null;
    }

    private static ChannelAffine? OfScaleShift(GraphEditor editor, Node node) =>
        Floats(editor.Constant(node, 1)) is { } scale && Floats(editor.Constant(node, 2)) is { } shift ? new ChannelAffine(scale, shift) : null;

    private static ChannelAffine? OfArithmetic(GraphEditor editor, Node node, out string input)
    {
        bool constantRight = editor.Constant(node, 1) is not null;
        input = node.Inputs[constantRight ? 0 : 1];
        Tensor? constant = editor.Constant(node, constantRight ? 1 : 0);
        if (constant is null || (!constantRight && node.Operator is Sub or Div) || PerChannel(constant, editor.Dimensions(input)) is not { } values)
        {
            return null;
        }

        double[] ones = [.. values.Select(_ => 1.0)];
        double[] zeros = new double[values.Length];
        return node.Operator switch
        {
            Add => new ChannelAffine(ones, values),
            Sub => new ChannelAffine(ones, [.. values.Select(v => -v)]),
            Mul => new ChannelAffine(values, zeros),
            _ => values.Contains(0) ? null : new ChannelAffine([.. values.Select(v => 1 / v)], zeros),
        };
    }

    // A constant that has one value for each channel (axis 1) of x, and does not raise the rank of x.
    private static double[]? PerChannel(Tensor constant, Dimension[]? x)
    {
        if (x is not { Length: >= 2 } || !x[1].IsConstant || Floats(constant) is not { } values || constant.Shape.Rank > x.Length)
        {
            return null;
        }

        int channels = (int)x[1].Constant;
        if (values.Length == 1)
        {
            return [.. Enumerable.Repeat(values[0], channels)];
        }

        int fromRight = x.Length - 1;
        bool onChannelAxis = constant.Shape.Rank >= fromRight && constant.Shape[constant.Shape.Rank - fromRight] == channels && values.Length == channels;
        return onChannelAxis ? values : null;
    }

    private static double[]? Floats(Tensor? tensor) => tensor is { ElementType: ElementType.Float32 } ? Numbers.ToDoubles(tensor) : null;
}
