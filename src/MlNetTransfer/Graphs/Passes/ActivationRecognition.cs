using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Graphs.Passes;

/// <summary>Recognises activations that exporters write as several nodes: Silu, HardSigmoid, HardSwish, Gelu, Mish, Relu.</summary>
internal static class ActivationRecognition
{
    private const float Sqrt2 = 1.41421356f;

    /// <summary>Rewrites them.</summary>
    public static Graph Apply(Graph graph) => GraphEditor.Rewrite(graph, static (editor, node) =>
    {
        (Operator Activation, string Input)? found = node.Operator switch
        {
            Mul => Gated(editor, node) ?? HardSwishProduct(editor, node) ?? HardSigmoidQuotient(editor, node) ?? GeluProduct(editor, node),
            Div => HardSwishProduct(editor, node) ?? HardSigmoidQuotient(editor, node),
            Clip when IsRelu(editor, node) => (new Relu(), node.Inputs[0]),
            Max when node.Inputs is [var a, var b] => editor.Scalar(b) == 0 ? (new Relu(), a) : editor.Scalar(a) == 0 ? (new Relu(), b) : null,
            _ => null,
        };
        if (found is { } match)
        {
            editor.Replace(node, node with { Operator = match.Activation, Inputs = [match.Input] });
        }
    });

    private static bool IsRelu(GraphEditor editor, Node node)
    {
        bool noUpper = node.Inputs.Count < 3 || node.Inputs[2].Length == 0 || editor.Scalar(node.Inputs[2]) >= float.MaxValue;
        return noUpper && node.Inputs.Count > 1 && editor.Scalar(node.Inputs[1]) == 0;
    }

    // x * gate(x), whichever side the gate is on.
    private static (Operator, string)? Gated(GraphEditor editor, Node node)
    {
        for (int side = 0; side < 2; side++)
        {
            string x = node.Inputs[1 - side];
            Node? gate = editor.Writer(node.Inputs[side]);
            if (gate is null || gate.Inputs[0] != x)
            {
                if (gate is { Operator: Tanh } && editor.Writer(gate.Inputs[0]) is { Operator: Softplus } softplus && softplus.Inputs[0] == x)
                {
                    return (new Mish(), x);
                }

                continue;
            }

            switch (gate.Operator)
            {
                case Sigmoid:
                    return (new Silu(), x);
                case HardSigmoid h when Patterns.Is(h.Alpha, 1f / 6) && h.Beta == 0.5f:
                    return (new HardSwish(), x);
            }
        }

        return null;
    }

    // clip(x + 3, 0, 6) / 6
    private static (Operator, string)? HardSigmoidQuotient(GraphEditor editor, Node node) =>
        Patterns.Dividend(editor, node, 6) is { } clipped && ClippedSum(editor, editor.Writer(clipped)) is { } x ? (new HardSigmoid(1f / 6, 0.5f), x) : null;

    // x * clip(x + 3, 0, 6) / 6
    private static (Operator, string)? HardSwishProduct(GraphEditor editor, Node node)
    {
        if (Patterns.Dividend(editor, node, 6) is not { } product || editor.Writer(product) is not { Operator: Mul } mul)
        {
            return null;
        }

        for (int side = 0; side < 2; side++)
        {
            if (ClippedSum(editor, editor.Writer(mul.Inputs[side])) == mul.Inputs[1 - side])
            {
                return (new HardSwish(), mul.Inputs[1 - side]);
            }
        }

        return null;
    }

    private static string? ClippedSum(GraphEditor editor, Node? clip) =>
        Patterns.IsClip(editor, clip, 0, 6) ? Patterns.OperandBeside(editor, editor.Writer(clip!.Inputs[0]), 3) : null;

    // 0.5 * x * (1 + erf(x / sqrt 2)), in any order of the three factors.
    private static (Operator, string)? GeluProduct(GraphEditor editor, Node node)
    {
        List<string> factors = [];
        foreach (string input in node.Inputs)
        {
            if (editor.Writer(input) is { Operator: Mul } inner)
            {
                factors.AddRange(inner.Inputs);
            }
            else
            {
                factors.Add(input);
            }
        }

        int half = factors.FindIndex(f => editor.Scalar(f) == 0.5f);
        if (factors.Count != 3 || half < 0)
        {
            return null;
        }

        factors.RemoveAt(half);
        for (int side = 0; side < 2; side++)
        {
            string x = factors[1 - side];
            if (Patterns.OperandBeside(editor, editor.Writer(factors[side]), 1) is { } erf
                && editor.Writer(erf) is { Operator: Erf } e && Patterns.Dividend(editor, editor.Writer(e.Inputs[0]), Sqrt2) == x)
            {
                return (new Gelu(), x);
            }
        }

        return null;
    }
}
