using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Pads of a window with the automatic rules worked out for one input size (ONNX auto_pad).</summary>
internal readonly record struct ResolvedWindow(int Top, int Left, int Bottom, int Right)
{
    /// <summary>Works out the pads.</summary>
    public static ResolvedWindow Of(Window window, (int Height, int Width) kernel, (int Height, int Width) input)
    {
        if (window.AutoPad == AutoPad.NotSet)
        {
            return new ResolvedWindow(window.Pads.Top, window.Pads.Left, window.Pads.Bottom, window.Pads.Right);
        }

        (int top, int bottom) = Axis(window.AutoPad, input.Height, window.Strides.Height, ((kernel.Height - 1) * window.Dilations.Height) + 1);
        (int left, int right) = Axis(window.AutoPad, input.Width, window.Strides.Width, ((kernel.Width - 1) * window.Dilations.Width) + 1);
        return new ResolvedWindow(top, left, bottom, right);
    }

    private static (int Begin, int End) Axis(AutoPad rule, int size, int stride, int extent)
    {
        if (rule == AutoPad.Valid)
        {
            return (0, 0);
        }

        int outputs = (size + stride - 1) / stride;
        int total = Math.Max(0, ((outputs - 1) * stride) + extent - size);
        int small = total / 2;
        return rule == AutoPad.SameUpper ? (small, total - small) : (total - small, small);
    }
}
