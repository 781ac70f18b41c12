using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Shapes;

/// <summary>The table from operator to shape rule.</summary>
internal static class ShapeRules
{
    /// <summary>Finds the shapes of a node's outputs.</summary>
    public static InferredValue[] Infer(RuleContext context) => context.Node.Operator switch
    {
        Conv o => WindowRules.Conv(context, o),
        MaxPool o => WindowRules.Pool(context, o.Window, o.CeilMode),
        AveragePool o => WindowRules.Pool(context, o.Window, o.CeilMode),
        GlobalAveragePool or GlobalMaxPool => WindowRules.Global(context),
        Gemm o => MatrixRules.Gemm(context, o),
        MatMul => MatrixRules.MatMul(context),
        Add or Sub or Mul or Div or Pow or Max or Min or Sum or Mean or PRelu => BroadcastRules.All(context),
        Equal => BroadcastRules.All(context, type: ElementType.Bool),
        Where => BroadcastRules.Where(context),
        ReduceMean o => ReductionRules.Reduce(context, o.KeepDimensions, o.NoopWithEmptyAxes),
        ReduceSum o => ReductionRules.Reduce(context, o.KeepDimensions, o.NoopWithEmptyAxes),
        ReduceMax o => ReductionRules.Reduce(context, o.KeepDimensions, o.NoopWithEmptyAxes),
        ReduceMin o => ReductionRules.Reduce(context, o.KeepDimensions, o.NoopWithEmptyAxes),
        ReduceProd o => ReductionRules.Reduce(context, o.KeepDimensions, o.NoopWithEmptyAxes),
        ReduceL2 o => ReductionRules.Reduce(context, o.KeepDimensions, o.NoopWithEmptyAxes),
        ArgMax o => ReductionRules.ArgMax(context, o),
        BatchNormalization or InstanceNormalization or ScaleShift => PerChannel(context),
        LayerNormalization o => LayerNorm(context, o),
        ChannelShuffle o => Shuffle(context, o),
        Softmax o => AlongAxis(context, o.Axis, o.Flattened),
        LogSoftmax o => AlongAxis(context, o.Axis, o.Flattened),
        Cast o => RuleContext.Result(o.To, context.Dimensions(0)),
        _ => Rearranged(context),
    };

    private static InferredValue[] Rearranged(RuleContext context) => context.Node.Operator switch
    {
        Reshape o => ReshapeRules.Reshape(context, o),
        Flatten o => ReshapeRules.Flatten(context, o),
        Squeeze => ReshapeRules.Squeeze(context),
        Unsqueeze => ReshapeRules.Unsqueeze(context),
        Transpose o => SelectionRules.Transpose(context, o),
        Concat o => SelectionRules.Concat(context, o),
        Split o => SelectionRules.Split(context, o),
        Slice => SelectionRules.Slice(context),
        Gather o => SelectionRules.Gather(context, o),
        Pad => SelectionRules.Pad(context),
        Expand => SelectionRules.Expand(context),
        Tile => SelectionRules.Tile(context),
        ShapeOf o => Shape(context, o),
        ConstantOfShape o => RuleContext.Result(
            o.Value.ElementType,
            context.Input(0).Entries is { } e ? [.. e.Select(d => d is { IsConstant: true, Constant: < 0 } ? throw context.Fail("has a negative dimension") : d.ToDimension())] : null),
        RangeOf => RuleContext.Result(context.Input(0).ElementType, [Dimension.Unknown]),
        LRN => context.Result(context.Dimensions(0)),
        _ => context.Result(context.Dimensions(0)),
    };

    private static InferredValue[] PerChannel(RuleContext context)
    {
        Dimension[]? x = context.Dimensions(0);
        if (x is { Length: < 2 })
        {
            throw context.Fail($"reads {context.Describe(0)}; a channel dimension was expected");
        }

        for (int i = 1; i < context.InputCount; i++)
        {
            if (context.Dimensions(i, 1) is { } parameter && x is not null && parameter[0].IsConstant && x[1].IsConstant && parameter[0] != x[1])
            {
                throw context.Fail($"reads {context.Describe(0)} with parameters {context.Describe(i)}");
            }
        }

        return context.Result(x);
    }

    private static InferredValue[] LayerNorm(RuleContext context, LayerNormalization norm)
    {
        if (context.Dimensions(0) is not { } x)
        {
            return context.Result((Dimension[]?)null);
        }

        int axis = context.Axis(norm.Axis, x.Length);
        for (int i = 1; i < context.InputCount; i++)
        {
            if (context.Optional(i) is not null && BroadcastRules.Join(context, x[axis..], context.Dimensions(i)) is { } joint && joint.Length > x.Length - axis)
            {
                throw context.Fail($"reads {context.Describe(0)} with parameters {context.Describe(i)}");
            }
        }

        return context.Result(x);
    }

    private static InferredValue[] Shuffle(RuleContext context, ChannelShuffle shuffle)
    {
        Dimension[]? x = context.Dimensions(0, 4);
        return x is not null && x[1].IsConstant && (shuffle.Group < 1 || x[1].Constant % shuffle.Group != 0)
            ? throw context.Fail($"shuffles {context.Describe(0)} in {shuffle.Group} groups")
            : context.Result(x);
    }

    private static InferredValue[] AlongAxis(RuleContext context, int axis, bool endAllowed)
    {
        Dimension[]? x = context.Dimensions(0);
        if (x is not null)
        {
            _ = context.Axis(axis, x.Length, endAllowed);
        }

        return context.Result(x);
    }

    private static InferredValue[] Shape(RuleContext context, ShapeOf shape)
    {
        if (context.Dimensions(0) is not { } x)
        {
            return RuleContext.Result(ElementType.Int64, [Dimension.Unknown]);
        }

        int start = Math.Clamp(shape.Start < 0 ? shape.Start + x.Length : shape.Start, 0, x.Length);
        int end = shape.End is { } e ? Math.Clamp(e < 0 ? e + x.Length : e, 0, x.Length) : x.Length;
        Dimension[] part = start < end ? x[start..end] : [];
        return [new InferredValue(ElementType.Int64, [Dimension.Of(part.Length)]) { Entries = [.. part.Select(SymbolicInteger.Of)] }];
    }
}
