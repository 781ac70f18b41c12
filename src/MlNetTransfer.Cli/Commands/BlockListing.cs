using MlNetTransfer.Cli.Output;
using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Training.Freezing;

namespace MlNetTransfer.Cli.Commands;

/// <summary>The blocks that a freeze plan can name, as training finds them; none where the network cannot be run or a size is left open.</summary>
internal static class BlockListing
{
    /// <summary>Blocks of a complete model from the input to its head.</summary>
    public static IReadOnlyList<BlockDocument> OfModel(Graph network, string feature, ImagePreprocessing preprocessing) =>
        Find(network, feature, SizesOf(preprocessing));

    /// <summary>Blocks of a network down to a feature; what is above it is cut off before training.</summary>
    /// <param name="network">The network.</param>
    /// <param name="feature">The feature; null where there is none.</param>
    /// <param name="preprocessing">For sizes that the network leaves open; null where it is not known.</param>
    public static IReadOnlyList<BlockDocument> OfBackbone(Graph network, string? feature, ImagePreprocessing? preprocessing)
    {
        bool isValue = network.Nodes.Any(n => n.Outputs.Contains(feature));
        return feature is null || !isValue
            ? []
            : [.. Find(GraphOptimizer.Optimize(network, GraphPasses.None, feature), feature, preprocessing is null ? null : SizesOf(preprocessing)).SkipLast(1)];
    }

    private static IReadOnlyList<BlockDocument> Find(Graph network, string feature, NetworkOptions? sizes)
    {
        try
        {
            return [.. FreezePlan.Create(network, feature, new FreezeOptions { Mode = FreezeMode.NormAndBias }, sizes).Blocks.Select(TuningParts.Block)];
        }
        catch (Exception exception) when (exception is UnsupportedOperatorException or InvalidModelException)
        {
            return [];
        }
    }

    private static NetworkOptions SizesOf(ImagePreprocessing preprocessing) =>
        new() { Normalization = preprocessing.Normalization, InputHeight = preprocessing.Height, InputWidth = preprocessing.Width };
}
