using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Graphs.Passes;

/// <summary>Lets convolutions and pooling pad for themselves where a Pad node stands before them.</summary>
/// <remarks>
/// Zeros before a convolution are its own padding. Before average pooling they count in the divisor. Before max pooling they change nothing that
/// padding would not, provided the input is not negative and no window lies in the border alone.
/// </remarks>
internal static class PadMerging
{
    /// <summary>Merges.</summary>
    public static Graph Apply(Graph graph) => GraphEditor.Rewrite(graph, static (editor, node) =>
    {
        if (node.Operator is not (Conv or AveragePool or MaxPool) || editor.Writer(node.Inputs[0]) is not { Operator: Pad { Mode: PadMode.Constant } } pad
            || ZeroBorder(editor, pad) is not { } border)
        {
            return;
        }

        Operator? merged = node.Operator switch
        {
            Conv conv when With(conv.Window, border) is { } window => conv with { Window = window },
            AveragePool { CeilMode: false } pool when (pool.CountIncludePad || pool.Window.Pads == default) && With(pool.Window, border) is { } window =>
                pool with { Window = window, CountIncludePad = true },
            MaxPool { CeilMode: false } pool when IsNonNegative(editor, pad.Inputs[0]) && With(pool.Window, border) is { } window && IsThinner(window) => pool with { Window = window },
            _ => null,
        };
        if (merged is not null)
        {
            editor.Replace(node, node with { Operator = merged, Inputs = [pad.Inputs[0], .. node.Inputs.Skip(1)] });
        }
    });

    private static (int Top, int Left, int Bottom, int Right)? ZeroBorder(GraphEditor editor, Node pad)
    {
        bool zero = pad.Inputs.Count < 3 || pad.Inputs[2].Length == 0 || editor.Scalar(pad.Inputs[2]) == 0;
        if (!zero || editor.Integers(pad, 1) is not { } pads || editor.Dimensions(pad.Inputs[0]) is not { Length: 4 })
        {
            return null;
        }

        long[] axes = pad.Inputs.Count > 3 ? editor.Integers(pad, 3) ?? [] : [0, 1, 2, 3];
        long[] begin = new long[4];
        long[] end = new long[4];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = (int)(axes[i] < 0 ? axes[i] + 4 : axes[i]);
            begin[axis] = pads[i];
            end[axis] = pads[i + axes.Length];
        }

        bool spatial = axes.Length > 0 && begin[0] == 0 && end[0] == 0 && begin[1] == 0 && end[1] == 0;
        return spatial && begin.Concat(end).All(p => p is >= 0 and < int.MaxValue) ? ((int)begin[2], (int)begin[3], (int)end[2], (int)end[3]) : null;
    }

    private static Window? With(Window window, (int Top, int Left, int Bottom, int Right) border)
    {
        if (window.AutoPad is AutoPad.SameUpper or AutoPad.SameLower)
        {
            return null;
        }

        (int Top, int Left, int Bottom, int Right) own = window.Pads;
        return window with { AutoPad = AutoPad.NotSet, Pads = (own.Top + border.Top, own.Left + border.Left, own.Bottom + border.Bottom, own.Right + border.Right) };
    }

    private static bool IsThinner(Window window) =>
        Math.Max(window.Pads.Top, window.Pads.Bottom) < window.Kernel.Height && Math.Max(window.Pads.Left, window.Pads.Right) < window.Kernel.Width;

    private static bool IsNonNegative(GraphEditor editor, string value) =>
        editor.Writer(value) is { } writer && (writer.Operator is Relu or Sigmoid or HardSigmoid
            || (writer.Operator is Clip && writer.Inputs.Count > 1 && editor.Scalar(writer.Inputs[1]) >= 0));
}
