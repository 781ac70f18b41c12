using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Shapes;

/// <summary>Follows the entries of small integer tensors through shape computations, where they may be multiples of the batch size.</summary>
/// <remarks>Shape -> Gather -> Mul -> Concat -> Reshape and the like; what is wholly constant is computed by the constant evaluator instead.</remarks>
internal static class ShapeArithmetic
{
    /// <summary>Finds the entries of a node's first output.</summary>
    /// <param name="context">The node.</param>
    /// <param name="count">Number of entries of the output.</param>
    /// <returns>Row-major entries; null when they are not followed.</returns>
    public static SymbolicInteger[]? Entries(RuleContext context, long count)
    {
        if (count > InferredValue.MaxEntries)
        {
            return null;
        }

        SymbolicInteger[]? entries = context.Node.Operator switch
        {
            Add => Zip(context, static (a, b) => a + b),
            Sub => Zip(context, static (a, b) => a - b),
            Mul => Zip(context, static (a, b) => a * b),
            Div => Zip(context, static (a, b) => a / b),
            Equal => Zip(context, AreEqual),
            Where => Choose(context),
            Gather { Axis: 0 or -1 } when context.Dimensions(0) is { Length: 1 } => Pick(context),
            Concat when context.Dimensions(0) is { Length: 1 } => Join(context),
            Slice when context.Dimensions(0) is { Length: 1 } => Part(context),
            Squeeze or Unsqueeze or Identity or Reshape or Flatten => context.Input(0).Entries,
            Cast { To: ElementType.Int64 or ElementType.Int32 } => context.Input(0).Entries,
            _ => null,
        };
        return entries?.Length == count ? entries : null;
    }

    private static SymbolicInteger[]? Zip(RuleContext context, Func<SymbolicInteger, SymbolicInteger, SymbolicInteger> combine)
    {
        if (context.Input(0).Entries is not { } a || context.Input(1).Entries is not { } b || (a.Length != b.Length && a.Length != 1 && b.Length != 1))
        {
            return null;
        }

        int count = a.Length == 1 ? b.Length : a.Length;
        return [.. Enumerable.Range(0, count).Select(i => combine(a[a.Length == 1 ? 0 : i], b[b.Length == 1 ? 0 : i]))];
    }

    // N is at least 1, so that a positive multiple of it never equals 0 or less.
    private static SymbolicInteger AreEqual(SymbolicInteger a, SymbolicInteger b)
    {
        if (!a.IsKnown || !b.IsKnown)
        {
            return SymbolicInteger.Unknown;
        }

        SymbolicInteger difference = a - b;
        return difference.Factor == 0 ? SymbolicInteger.Of(difference.Constant == 0 ? 1 : 0)
            : difference is { Factor: > 0, Constant: >= 0 } or { Factor: < 0, Constant: <= 0 } ? SymbolicInteger.Of(0)
            : SymbolicInteger.Unknown;
    }

    private static SymbolicInteger[]? Choose(RuleContext context)
    {
        if (context.Input(0).Entries is not { } condition || context.Input(1).Entries is not { } yes || context.Input(2).Entries is not { } no)
        {
            return null;
        }

        int count = Math.Max(condition.Length, Math.Max(yes.Length, no.Length));
        bool broadcasts = new[] { condition, yes, no }.All(e => e.Length == count || e.Length == 1);
        return !broadcasts ? null : [.. Enumerable.Range(0, count).Select(i =>
        {
            SymbolicInteger test = condition[condition.Length == 1 ? 0 : i];
            SymbolicInteger[] chosen = test.Constant != 0 ? yes : no;
            return test.IsConstant ? chosen[chosen.Length == 1 ? 0 : i] : SymbolicInteger.Unknown;
        })];
    }

    private static SymbolicInteger[]? Pick(RuleContext context)
    {
        if (context.Input(0).Entries is not { } values || context.Input(1).Entries is not { } indices)
        {
            return null;
        }

        return [.. indices.Select(i =>
        {
            long index = i.Constant < 0 ? i.Constant + values.Length : i.Constant;
            return i.IsConstant && index >= 0 && index < values.Length ? values[index] : SymbolicInteger.Unknown;
        })];
    }

    private static SymbolicInteger[]? Join(RuleContext context)
    {
        List<SymbolicInteger> all = [];
        for (int i = 0; i < context.InputCount; i++)
        {
            if (context.Input(i).Entries is not { } entries)
            {
                return null;
            }

            all.AddRange(entries);
        }

        return [.. all];
    }

    private static SymbolicInteger[]? Part(RuleContext context)
    {
        if (context.Input(0).Entries is not { } values || Single(context, 1) is not { } start || Single(context, 2) is not { } end)
        {
            return null;
        }

        long step = context.Integers(4) is [var s] ? s : 1;
        if (step == 0)
        {
            return null;
        }

        (long first, long count) = SelectionRules.SliceRange(values.Length, start, end, step);
        return [.. Enumerable.Range(0, (int)count).Select(i => values[first + (i * step)])];
    }

    private static long? Single(RuleContext context, int index) => context.Input(index).Entries is [{ IsConstant: true } e] ? e.Constant : null;
}
