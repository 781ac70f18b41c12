namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>How an input is laid out in the file.</summary>
/// <param name="Sizes">Sizes in the file's order, -1 for unknown; null when not even the rank is known.</param>
/// <param name="IsChannelsLast">Whether it is a picture [N, H, W, C] that the network treats as one.</param>
internal readonly record struct PictureLayout(IReadOnlyList<long>? Sizes, bool IsChannelsLast)
{
    private static readonly HashSet<string> Spatial = new(StringComparer.Ordinal)
    {
        "Conv2D", "DepthwiseConv2dNative", "MaxPool", "AvgPool", "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3",
    };

    // Operators between an input and the first convolution that keep the number of channels.
    private static readonly HashSet<string> Passing = new(StringComparer.Ordinal)
    {
        "Identity", "Cast", "Sub", "Add", "AddV2", "Mul", "RealDiv", "Div", "BiasAdd", "Pad", "PadV2", "MirrorPad", "FusedBatchNorm", "FusedBatchNormV3",
    };

    /// <summary>Decides by the sizes, else by what the spatial operators say.</summary>
    public static PictureLayout Of(TensorFlowNode input, IReadOnlyList<long>? sizes, GraphSelection selection)
    {
        TensorFlowNode[] spatial = [.. selection.Needed.Where(n => Spatial.Contains(n.OperatorName))];
        if (spatial.Length == 0 || sizes is { Count: not 4 })
        {
            return new PictureLayout(sizes, false);
        }

        IReadOnlyList<long> known = sizes ?? [-1, -1, -1, -1];
        bool last = IsColour(known[3]) == IsColour(known[1]) ? spatial.Any(n => !IsFirst(n)) : IsColour(known[3]);
        if (last && known[3] < 1 && ChannelsBehind(input, selection) is { } channels)
        {
            known = [known[0], known[1], known[2], channels];
        }

        return new PictureLayout(known, last);
    }

    private static bool IsColour(long size) => size is 1 or 3 or 4;

    private static bool IsFirst(TensorFlowNode node) =>
        node.Attributes.TryGetValue("data_format", out TensorFlowAttribute? format) && format.Bytes.Span.SequenceEqual("NCHW"u8);

    // Channels that the first convolution behind the input has weights for; null when that is not plain.
    private static long? ChannelsBehind(TensorFlowNode input, GraphSelection selection)
    {
        const int Steps = 16;
        string name = input.Name;
        for (int i = 0; i < Steps; i++)
        {
            TensorFlowNode? next = selection.Needed.Find(n => n.Inputs.Count > 0 && n.Inputs[0].Node == name);
            if (next is { OperatorName: "Conv2D", Inputs.Count: 2 })
            {
                TensorFlowNode weights = selection.ByName[next.Inputs[1].Node];
                weights = weights is { OperatorName: "Identity", Inputs.Count: 1 } ? selection.ByName[weights.Inputs[0].Node] : weights;
                return weights.Attributes.GetValueOrDefault("value")?.Tensor?.Dimensions is [_, _, > 0 and var channels, _] ? channels : null;
            }

            if (next is null || !Passing.Contains(next.OperatorName))
            {
                return null;
            }

            name = next.Name;
        }

        return null;
    }
}
