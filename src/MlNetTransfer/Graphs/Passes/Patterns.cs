using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Graphs.Passes;

/// <summary>Small questions that several passes ask about nodes.</summary>
internal static class Patterns
{
    /// <summary>Constants in files are rounded and sometimes recomputed: equal up to this, relative.</summary>
    private const float RelativeTolerance = 1e-5f;

    /// <summary>Whether a float is a certain number up to rounding.</summary>
    public static bool Is(float? value, float expected) => value is { } v && Math.Abs(v - expected) <= RelativeTolerance * Math.Abs(expected);

    /// <summary>The operand of a commutative binary node whose other operand is a constant number; null when it has another form.</summary>
    public static string? OperandBeside(GraphEditor editor, Node? node, float number)
    {
        if (node is not { Operator: Add or Mul, Inputs: [var a, var b] })
        {
            return null;
        }

        return Is(editor.Scalar(b), number) ? a : Is(editor.Scalar(a), number) ? b : null;
    }

    /// <summary>x in x / number or x * (1 / number); null when the node has another form.</summary>
    public static string? Dividend(GraphEditor editor, Node? node, float number) =>
        node is { Operator: Div, Inputs: [var a, var b] } && Is(editor.Scalar(b), number) ? a
        : node is { Operator: Mul } ? OperandBeside(editor, node, 1 / number)
        : null;

    /// <summary>Whether a clip has two constant bounds.</summary>
    public static bool IsClip(GraphEditor editor, Node? node, float low, float high) =>
        node is { Operator: Clip, Inputs: [_, var min, var max] } && editor.Scalar(min) == low && editor.Scalar(max) == high;
}
