using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Graphs.Shapes;

/// <summary>Output sizes of convolutions and pooling (ONNX operator specification, Conv-11 and MaxPool-12).</summary>
internal static class WindowRules
{
    public static InferredValue[] Conv(RuleContext context, Conv conv)
    {
        Dimension[]? x = context.Dimensions(0, 4);
        Dimension[]? w = context.Dimensions(1, 4);
        if (context.Optional(2)?.Dimensions is { } bias && (bias.Length != 1 || (w is not null && !Fits(bias[0], w[0]))))
        {
            throw context.Fail($"has the bias {context.Describe(2)} for weights {context.Describe(1)}");
        }

        if (w is not null && (!Fits(w[2], Dimension.Of(conv.Window.Kernel.Height)) || !Fits(w[3], Dimension.Of(conv.Window.Kernel.Width))))
        {
            throw context.Fail($"has a kernel of {conv.Window.Kernel.Height}x{conv.Window.Kernel.Width} but weights {context.Describe(1)}");
        }

        if (w is not null && x is not null && x[1].IsConstant && w[1].IsConstant && x[1].Constant != checked(w[1].Constant * conv.Group))
        {
            throw context.Fail($"reads {context.Describe(0)} with weights {context.Describe(1)} in {conv.Group} group(s); the channels do not match");
        }

        if (w is not null && w[0].IsConstant && w[0].Constant % conv.Group != 0)
        {
            throw context.Fail($"has {w[0]} output channels in {conv.Group} groups");
        }

        return x is null ? context.Result((Dimension[]?)null) : context.Result(Spatial(context, x, w?[0] ?? Dimension.Unknown, conv.Window, false));
    }

    public static InferredValue[] Pool(RuleContext context, Window window, bool ceilMode)
    {
        Dimension[]? x = context.Dimensions(0, 4);
        return context.Result(x is null ? null : Spatial(context, x, x[1], window, ceilMode));
    }

    public static InferredValue[] Global(RuleContext context)
    {
        Dimension[]? x = context.Dimensions(0);
        return x is { Length: < 3 }
            ? throw context.Fail($"reads {context.Describe(0)}; spatial dimensions were expected")
            : context.Result(x is null ? null : [x[0], x[1], .. x.Skip(2).Select(_ => Dimension.Of(1))]);
    }

    /// <summary>Number of windows along one axis.</summary>
    /// <param name="size">Size of the input along the axis.</param>
    /// <param name="axis">Kernel, stride, dilation and pads along the axis.</param>
    /// <param name="autoPad">Rule for padding.</param>
    /// <param name="ceilMode">Whether a last, incomplete window counts.</param>
    /// <returns>0 or less when not one window fits.</returns>
    public static long OutputSize(long size, (long Kernel, long Stride, long Dilation, long Begin, long End) axis, AutoPad autoPad, bool ceilMode)
    {
        if (autoPad is AutoPad.SameUpper or AutoPad.SameLower)
        {
            return (size + axis.Stride - 1) / axis.Stride;
        }

        long begin = autoPad == AutoPad.Valid ? 0 : axis.Begin;
        long end = autoPad == AutoPad.Valid ? 0 : axis.End;
        long room = checked(size + begin + end - ((axis.Dilation * (axis.Kernel - 1)) + 1));
        if (room < 0)
        {
            return 0;
        }

        long count = (ceilMode ? (room + axis.Stride - 1) / axis.Stride : room / axis.Stride) + 1;
        return ceilMode && (count - 1) * axis.Stride >= size + begin ? count - 1 : count;
    }

    private static Dimension[] Spatial(RuleContext context, Dimension[] x, Dimension channels, Window window, bool ceilMode)
    {
        Dimension height = Size(context, x[2], (window.Kernel.Height, window.Strides.Height, window.Dilations.Height, window.Pads.Top, window.Pads.Bottom), window.AutoPad, ceilMode);
        Dimension width = Size(context, x[3], (window.Kernel.Width, window.Strides.Width, window.Dilations.Width, window.Pads.Left, window.Pads.Right), window.AutoPad, ceilMode);
        return [x[0], channels, height, width];
    }

    private static Dimension Size(RuleContext context, Dimension size, (long, long, long, long, long) axis, AutoPad autoPad, bool ceilMode)
    {
        if (!size.IsConstant)
        {
            return Dimension.Unknown;
        }

        long output = OutputSize(size.Constant, axis, autoPad, ceilMode);
        return output > 0 ? Dimension.Of(output) : throw context.Fail($"reads {context.Describe(0)}, which is smaller than one window");
    }

    private static bool Fits(Dimension actual, Dimension expected) => !actual.IsConstant || !expected.IsConstant || actual == expected;
}
