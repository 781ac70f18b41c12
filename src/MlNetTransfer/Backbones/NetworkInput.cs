using System.Globalization;
using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Backbones;

/// <summary>The picture input of a graph: which one, how it is laid out, how large.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="ChannelsLast">Whether it is [N, H, W, C]; null when neither shape nor facts say.</param>
/// <param name="Height">Rows; null when unknown.</param>
/// <param name="Width">Columns; null when unknown.</param>
internal sealed record NetworkInput(string Name, bool? ChannelsLast, int? Height, int? Width)
{
    /// <summary>Reads the input from graph and facts; where both speak they must agree.</summary>
    /// <exception cref="InvalidModelException">There is no picture input, or graph and facts disagree.</exception>
    public static NetworkInput Resolve(string source, Graph graph, FactStack facts, List<string> missing)
    {
        if (Choose(source, graph, facts, missing) is not { } input)
        {
            return new NetworkInput("", null, null, null);
        }

        if (input.Dimensions is { Count: not 4 } || input.ElementType != ElementType.Float32)
        {
            throw new InvalidModelException($"{source}: input {input} is no picture: wanted 32-bit floats [N, 3, H, W] or [N, H, W, 3].") { Node = input.Name };
        }

        bool? channelsLast = facts.Choice<bool>(FactNames.InputLayout, new Dictionary<string, bool> { ["NCHW"] = false, ["NHWC"] = true })
            ?? LayoutOf(input);
        if (channelsLast is null)
        {
            missing.Add($"Its input {input} fits both layouts: give --layout NCHW or --layout NHWC");
            return new NetworkInput(input.Name, null, null, null);
        }

        Dimension[] size = [Axis(input, channelsLast.Value ? 1 : 2), Axis(input, channelsLast.Value ? 2 : 3)];
        Dimension channels = Axis(input, channelsLast.Value ? 3 : 1);
        if (channels.IsConstant && channels.Constant != 3)
        {
            throw new InvalidModelException(
                $"{source}: input {input} has {channels} channels in layout {(channelsLast.Value ? "NHWC" : "NCHW")}, wanted 3 (red, green, blue).")
            { Node = input.Name };
        }

        int? height = Agree(source, "height", size[0], facts.Size(FactNames.InputHeight));
        int? width = Agree(source, "width", size[1], facts.Size(FactNames.InputWidth));
        if (height is null || width is null)
        {
            missing.Add("Its input may have any size: give --size WIDTHxHEIGHT, the size that it was trained on");
        }

        return new NetworkInput(input.Name, channelsLast, height, width);
    }

    private static ValueInfo? Choose(string source, Graph graph, FactStack facts, List<string> missing)
    {
        string names = string.Join(", ", graph.Inputs.Take(10));
        if (facts.Find(FactNames.Input) is { } fact)
        {
            return graph.Inputs.FirstOrDefault(i => i.Name == fact.Values[0])
                ?? throw new InvalidModelException($"{source}: {fact.Source.Origin} names the input '{fact.Values[0]}'; the network has {names}.");
        }

        if (graph.Inputs.Count == 0)
        {
            throw new InvalidModelException($"{source}: the network has no input.");
        }

        if (graph.Inputs.Count > 1)
        {
            missing.Add($"It has several inputs ({names}): give --input NAME");
            return null;
        }

        return graph.Inputs[0];
    }

    private static bool? LayoutOf(ValueInfo input)
    {
        bool first = Axis(input, 1) is { IsConstant: true, Constant: 3 };
        bool last = Axis(input, 3) is { IsConstant: true, Constant: 3 };
        return first == last ? null : last;
    }

    private static Dimension Axis(ValueInfo input, int axis) => input.Dimensions is null ? Dimension.Unknown : input.Dimensions[axis];

    private static int? Agree(string source, string what, Dimension inGraph, int? stated)
    {
        if (!inGraph.IsConstant)
        {
            return stated;
        }

        int fixedSize = checked((int)Math.Min(inGraph.Constant, int.MaxValue));
        if (stated is { } size && size != fixedSize)
        {
            throw new InvalidModelException(string.Create(
                CultureInfo.InvariantCulture, $"{source}: the network's input has {what} {fixedSize}, and {size} is asked for. Leave the size to the network, or export it again."));
        }

        return fixedSize;
    }
}
