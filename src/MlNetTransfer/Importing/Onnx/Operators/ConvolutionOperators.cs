using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Importing.Onnx.Operators;

/// <summary>Convolution, pooling and local response normalisation: everything with a sliding window.</summary>
internal static class ConvolutionOperators
{
    private static readonly string[] AutoPadNames = ["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"];

    public static IEnumerable<OnnxOperator> Rows { get; } =
    [
        new("Conv", (2, 3), ReadConv, static (o, w) =>
        {
            Conv conv = (Conv)o;
            WriteWindow(conv.Window, w, withDilations: true);
            w.Int("group", conv.Group);
        }),
        new("MaxPool", (1, 1), ReadMaxPool, static (o, w) =>
        {
            MaxPool pool = (MaxPool)o;
            WriteWindow(pool.Window, w, withDilations: true);
            w.Flag("ceil_mode", pool.CeilMode);
        })
        { Since = 10 },
        new("AveragePool", (1, 1), ReadAveragePool, static (o, w) =>
        {
            AveragePool pool = (AveragePool)o;
            WriteWindow(pool.Window, w, pool.Window.Dilations != (1, 1));
            w.Flag("ceil_mode", pool.CeilMode);
            w.Flag("count_include_pad", pool.CountIncludePad);
        })
        { Since = 10 },
        OnnxOperator.Plain(new GlobalAveragePool(), 1, 1),
        OnnxOperator.Plain(new GlobalMaxPool(), 1, 1),
        new(
            "LRN",
            (1, 1),
            static r => new LRN(r.Int("size", 0, 1, int.MaxValue), r.Float("alpha", 1e-4f), r.Float("beta", 0.75f), r.Float("bias", 1f)),
            static (o, w) =>
            {
                LRN lrn = (LRN)o;
                w.Float("alpha", lrn.Alpha);
                w.Float("beta", lrn.Beta);
                w.Float("bias", lrn.Bias);
                w.Int("size", lrn.Size);
            }),
    ];

    private static Conv ReadConv(NodeReading r)
    {
        (int, int)? kernel = null;
        if (r.ConstantInput(1) is { } weights)
        {
            if (weights.Shape.Rank != 4)
            {
                r.NotSupported(FormattableString.Invariant($"weights of rank {weights.Shape.Rank} (only two spatial dimensions)"));
            }
            else
            {
                kernel = (weights.Shape[2], weights.Shape[3]);
            }
        }

        int group = r.Int("group", 1, 1, int.MaxValue);
        return new Conv(ReadWindow(r, kernel), group);
    }

    private static MaxPool ReadMaxPool(NodeReading r)
    {
        r.Ignore("storage_order"); // Orders the indices output only, which is not supported.
        return new MaxPool(ReadWindow(r, null), r.Flag("ceil_mode", false));
    }

    private static AveragePool ReadAveragePool(NodeReading r) =>
        new(ReadWindow(r, null), r.Flag("ceil_mode", false), r.Flag("count_include_pad", false));

    private static Window ReadWindow(NodeReading r, (int Height, int Width)? kernelOfWeights)
    {
        (int Height, int Width) kernel = Pair(r, "kernel_shape", kernelOfWeights ?? (0, 0));
        (int Height, int Width) strides = Pair(r, "strides", (1, 1));
        (int Height, int Width) dilations = Pair(r, "dilations", (1, 1));
        string mode = r.Text("auto_pad", "NOTSET");
        int autoPad = Array.IndexOf(AutoPadNames, mode);
        if (autoPad < 0)
        {
            throw r.Fail($"has auto_pad '{mode}'; {string.Join(", ", AutoPadNames)} are allowed");
        }

        long[] pads = r.Ints("pads") ?? [0, 0, 0, 0];
        if (kernel == (0, 0) && r.Unsupported.Count == 0)
        {
            r.NotSupported("no kernel_shape and weights that are not constant");
        }
        else if (pads.Length != 4)
        {
            r.NotSupported("not two spatial dimensions");
        }
        else if (pads.Any(p => p is < 0 or > int.MaxValue))
        {
            throw r.Fail("has pads below 0");
        }

        (int, int, int, int) checkedPads = pads.Length == 4 ? ((int)pads[0], (int)pads[1], (int)pads[2], (int)pads[3]) : default;
        return new Window(kernel, strides, dilations, autoPad == 0 ? checkedPads : default, (AutoPad)autoPad);
    }

    private static (int, int) Pair(NodeReading r, string name, (int, int) otherwise)
    {
        if (r.Ints(name) is not { } values)
        {
            return otherwise;
        }

        if (values.Length != 2)
        {
            r.NotSupported(FormattableString.Invariant($"{name} of {values.Length} dimensions (only two spatial dimensions)"));
            return otherwise;
        }

        return values.All(v => v is >= 1 and <= int.MaxValue)
            ? ((int)values[0], (int)values[1])
            : throw r.Fail($"has {name} [{string.Join(", ", values)}]; 1 and more is allowed");
    }

    private static void WriteWindow(Window window, NodeWriting w, bool withDilations)
    {
        w.Text("auto_pad", AutoPadNames[(int)window.AutoPad]);
        if (withDilations)
        {
            w.Ints("dilations", window.Dilations.Height, window.Dilations.Width);
        }

        w.Ints("kernel_shape", window.Kernel.Height, window.Kernel.Width);
        if (window.AutoPad == AutoPad.NotSet)
        {
            w.Ints("pads", window.Pads.Top, window.Pads.Left, window.Pads.Bottom, window.Pads.Right);
        }

        w.Ints("strides", window.Strides.Height, window.Strides.Width);
    }
}
