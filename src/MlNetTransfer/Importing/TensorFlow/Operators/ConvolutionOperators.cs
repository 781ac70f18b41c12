using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Importing.TensorFlow.Operators;

/// <summary>Sliding windows. Kernels are HWIO in the file, depthwise HWIM; SAME puts an odd pad at the end (TensorFlow API documentation, "Notes on padding").</summary>
internal static class ConvolutionOperators
{
    private const int SpatialRank = 4;
    private const long LargestPad = 1 << 20;

    /// <summary>The rows.</summary>
    public static readonly TensorFlowOperator[] Rows =
    [
        new("Conv2D", 2, 2, Convolution),
        new("DepthwiseConv2dNative", 2, 2, Depthwise),
        new("MaxPool", 1, 1, t => Pool(t, window => new MaxPool(window))),
        new("AvgPool", 1, 1, t => Pool(t, window => new AveragePool(window))),
    ];

    private static TranslatedValue[] Convolution(NodeTranslation t)
    {
        bool last = t.IsChannelsLast;
        Dimension[] filter = Filter(t);
        string x = t.Picture(0, last);
        Window window = WindowOf(t, last, x, (filter[0].Constant, filter[1].Constant));
        Dimension channels = t.Builder.DimensionsOf(x) is [_, var c, _, _] ? c : Dimension.Unknown;
        long group = channels.IsConstant && filter[2].Constant > 0 && channels.Constant % filter[2].Constant == 0 ? channels.Constant / filter[2].Constant : 1;
        string weights = t.Builder.Form(t.AsInFile(1), "oihw", name => t.Builder.Add(new Node(name, new Transpose([3, 2, 0, 1]), [t.AsInFile(1)], [name])));
        return t.Result(new Conv(window, Math.Max(1, (int)Math.Min(group, int.MaxValue))), last, x, weights);
    }

    private static TranslatedValue[] Depthwise(NodeTranslation t)
    {
        bool last = t.IsChannelsLast;
        Dimension[] filter = Filter(t);
        string x = t.Picture(0, last);
        Window window = WindowOf(t, last, x, (filter[0].Constant, filter[1].Constant));
        string weights = t.Builder.Form(t.AsInFile(1), "depthwise", name => AddDepthwiseWeights(t, filter, name));
        return t.Result(new Conv(window, (int)Math.Clamp(filter[2].Constant, 1, int.MaxValue)), last, x, weights);
    }

    // [H, W, C, M] to [C * M, 1, H, W]: channel c, multiple m is output c * M + m.
    private static void AddDepthwiseWeights(NodeTranslation t, Dimension[] filter, string name)
    {
        string moved = t.Emit("chwm", new Transpose([2, 3, 0, 1]), t.AsInFile(1));
        long outputs = (long)Int128.Min((Int128)filter[2].Constant * filter[3].Constant, int.MaxValue);
        t.Builder.Add(new Node(name, new Reshape(), [moved, t.Builder.Integers(outputs, 1, filter[0].Constant, filter[1].Constant)], [name]));
    }

    private static Dimension[] Filter(NodeTranslation t)
    {
        Dimension[]? filter = t.Builder.DimensionsOf(t.AsInFile(1));
        return filter is { Length: SpatialRank } && filter.All(d => d.IsConstant && d.Constant > 0)
            ? filter
            : throw t.Fail($"has the filter '{t.Input(1).Name}' [{(filter is null ? "..." : string.Join(", ", filter))}]; four known sizes above 0 were expected");
    }

    private static TranslatedValue[] Pool(NodeTranslation t, Func<Window, Operator> make)
    {
        bool last = t.IsChannelsLast;
        string x = t.Picture(0, last);
        (long, long) kernel = Spatial(t, "ksize", last, required: true);
        return t.Result(make(WindowOf(t, last, x, kernel)), last, x);
    }

    private static Window WindowOf(NodeTranslation t, bool last, string x, (long Height, long Width) kernel)
    {
        (long Height, long Width) strides = Spatial(t, "strides", last, required: true);
        (long Height, long Width) dilations = t.Node.OperatorName is "Conv2D" or "DepthwiseConv2dNative" ? Spatial(t, "dilations", last, required: false) : (1, 1);
        Window window = new(
            ((int)kernel.Height, (int)kernel.Width), ((int)strides.Height, (int)strides.Width), ((int)dilations.Height, (int)dilations.Width), (0, 0, 0, 0));
        string padding = t.Text("padding", "");
        IReadOnlyList<long> explicitPads = t.Ints("explicit_paddings") ?? [];
        switch (padding)
        {
            case "SAME":
                return Same(window, t.Builder.DimensionsOf(x));
            case "VALID":
                return window;
            case "EXPLICIT":
                return window with { Pads = ExplicitPads(t, explicitPads, last) };
            default:
                throw t.Fail($"has padding '{padding}'; SAME, VALID or EXPLICIT was expected");
        }
    }

    // Depends on the picture's size: worked out where that is known, left to the engine where it is not.
    private static Window Same(Window window, Dimension[]? x)
    {
        if (x is not [_, _, { IsConstant: true } height, { IsConstant: true } width])
        {
            return window with { AutoPad = AutoPad.SameUpper };
        }

        (int top, int bottom) = SamePads(height.Constant, window.Kernel.Height, window.Strides.Height, window.Dilations.Height);
        (int left, int right) = SamePads(width.Constant, window.Kernel.Width, window.Strides.Width, window.Dilations.Width);
        return window with { Pads = (top, left, bottom, right) };
    }

    private static (int Begin, int End) SamePads(long size, long kernel, long stride, long dilation)
    {
        long outputs = (size + stride - 1) / stride;
        long total = Math.Clamp(((outputs - 1) * stride) + ((kernel - 1) * dilation) + 1 - size, 0, int.MaxValue);
        return ((int)(total / 2), (int)(total - (total / 2)));
    }

    private static (int Top, int Left, int Bottom, int Right) ExplicitPads(NodeTranslation t, IReadOnlyList<long> pads, bool last)
    {
        if (pads.Count != 2 * SpatialRank || pads.Any(p => p is < 0 or > LargestPad))
        {
            throw t.Fail(FormattableString.Invariant($"has explicit_paddings [{string.Join(", ", pads)}]; eight numbers from 0 to {LargestPad} were expected"));
        }

        int h = last ? 2 : 4;
        int channels = last ? 6 : 2;
        if (pads[0] + pads[1] + pads[channels] + pads[channels + 1] != 0)
        {
            t.NotSupported("padding of batch or channels");
        }

        return ((int)pads[h], (int)pads[h + 2], (int)pads[h + 1], (int)pads[h + 3]);
    }

    // Sizes of height and width in a list that names all four axes in the node's own order.
    private static (long Height, long Width) Spatial(NodeTranslation t, string name, bool last, bool required)
    {
        IReadOnlyList<long>? values = t.Ints(name);
        if (values is null or [] && !required)
        {
            return (1, 1);
        }

        if (values is not { Count: SpatialRank } || values.Any(v => v is < 1 or > LargestPad))
        {
            throw t.Fail(FormattableString.Invariant($"has {name} [{string.Join(", ", values ?? [])}]; four numbers from 1 to {LargestPad} were expected"));
        }

        if (values[0] != 1 || values[last ? 3 : 1] != 1)
        {
            t.NotSupported($"{name} over batch or channels");
        }

        return last ? (values[1], values[2]) : (values[2], values[3]);
    }
}
