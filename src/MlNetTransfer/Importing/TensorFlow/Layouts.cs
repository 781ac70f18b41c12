using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>Changes of layout between the file's [N, H, W, C] and the graph's [N, C, H, W]; reshapes where the elements stay in order.</summary>
internal static class Layouts
{
    /// <summary>Axis of [N, C, H, W] by axis of [N, H, W, C].</summary>
    public static readonly int[] AxisOf = [0, 2, 3, 1];

    private static readonly int[] ToFirst = [0, 3, 1, 2];

    /// <summary>The value as [N, C, H, W]; the file's value must be of rank 4.</summary>
    public static string ChannelsFirst(GraphBuilder builder, TranslatedValue value) =>
        value.IsChannelsFirst ? value.Name : builder.Form(value.Name, "nchw", name => Move(builder, value.Name, name, toFirst: true));

    /// <summary>The value with its axes as in the file.</summary>
    public static string AsInFile(GraphBuilder builder, TranslatedValue value) =>
        !value.IsChannelsFirst ? value.Name : builder.Form(value.Name, "nhwc", name => Move(builder, value.Name, name, toFirst: false));

    /// <summary>A value of rank below 4 that is to be combined with [N, C, H, W] element by element.</summary>
    public static string Broadcastable(GraphBuilder builder, TranslatedValue value)
    {
        int rank = builder.DimensionsOf(value.Name)?.Length ?? 4;
        if (value.IsChannelsFirst || rank == 0)
        {
            return value.Name;
        }

        return rank switch
        {
            1 => builder.Form(value.Name, "channels", name => builder.Add(new Node(name, new Reshape(), [value.Name, builder.Integers(1, -1, 1, 1)], [name]))),
            4 => ChannelsFirst(builder, value),
            2 or 3 => ChannelsFirst(builder, new TranslatedValue(Raised(builder, value.Name, rank), false)),
            _ => value.Name,
        };
    }

    private static string Raised(GraphBuilder builder, string value, int rank) =>
        builder.Form(value, "rank4", name => builder.Add(new Node(name, new Unsqueeze(), [value, builder.Integers(rank == 2 ? [0, 1] : [0])], [name])));

    private static void Move(GraphBuilder builder, string from, string to, bool toFirst)
    {
        Dimension[]? d = builder.DimensionsOf(from);
        if (d is { Length: 4 } && StaysInOrder(d, toFirst, out long[] target))
        {
            builder.Add(new Node(to, new Reshape(), [from, builder.Integers(target)], [to]));
        }
        else
        {
            builder.Add(new Node(to, new Transpose(toFirst ? ToFirst : AxisOf), [from], [to]));
        }
    }

    // One channel, or one position: moving the axes moves no element.
    private static bool StaysInOrder(Dimension[] d, bool toFirst, out long[] target)
    {
        Dimension one = Dimension.Of(1);
        (Dimension height, Dimension width, Dimension channels) = toFirst ? (d[1], d[2], d[3]) : (d[2], d[3], d[1]);
        target = [];
        if (height == one && width == one)
        {
            target = toFirst ? [0, -1, 1, 1] : [0, 1, 1, -1];
        }
        else if (channels == one && height.IsConstant && width.IsConstant && height.Constant > 0 && width.Constant > 0)
        {
            target = toFirst ? [0, 1, height.Constant, width.Constant] : [0, height.Constant, width.Constant, 1];
        }

        return target.Length > 0 && !(d[0].IsConstant && d[0].Constant == 0);
    }
}
