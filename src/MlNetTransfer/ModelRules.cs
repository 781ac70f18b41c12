using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Persistence.Archive;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Tensors;

namespace MlNetTransfer;

/// <summary>What a manifest says about its network must be true of the network; a zip with honest hashes may still contradict itself.</summary>
internal static class ModelRules
{
    /// <summary>The numeric mode by its name.</summary>
    public static NumericMode NumericModeOf(ModelManifest manifest, string source) =>
        Enum.TryParse(manifest.Network.NumericMode, out NumericMode mode) && Enum.IsDefined(mode)
            ? mode
            : throw Contradiction(source, $"the numeric mode is '{manifest.Network.NumericMode}', expected {string.Join(" or ", Enum.GetNames<NumericMode>())}");

    /// <summary>The named outputs exist.</summary>
    public static void CheckOutputs(ModelManifest manifest, Graph network, string source)
    {
        NetworkDescription names = manifest.Network;
        foreach (string name in (string[])[names.Features, names.Logits, names.Probabilities])
        {
            if (!network.Outputs.Any(o => o.Name == name))
            {
                throw Contradiction(source, $"the manifest names the output '{name}', the network has {string.Join(", ", network.Outputs.Select(o => $"'{o.Name}'"))}");
            }
        }
    }

    /// <summary>Compiles; what the network's own description gets wrong is the file's fault, not the caller's.</summary>
    public static Network Compile(string source, Graph graph, NetworkOptions options)
    {
        try
        {
            return Network.Compile(graph, options);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidModelException($"{source}: the manifest does not fit its network: {exception.Message} Save the model again.", exception);
        }
    }

    /// <summary>Outputs have the sizes that the manifest states.</summary>
    public static void CheckShapes(ModelManifest manifest, Network network, string source)
    {
        (ValueInfo Value, int Expected)[] outputs = [(network.Outputs[0], manifest.Network.FeatureCount), (network.Outputs[1], manifest.Labels.Count)];
        foreach ((ValueInfo value, int expected) in outputs)
        {
            bool fits = value.Dimensions is { Count: > 1 } dimensions && dimensions[0] == Dimension.Batch
                && dimensions.Skip(1).Aggregate(1L, (product, d) => d.IsConstant ? product * d.Constant : -1) == expected;
            if (!fits)
            {
                throw Contradiction(source, FormattableString.Invariant($"'{value.Name}' is {value}, the manifest states {expected} values for each picture"));
            }
        }
    }

    /// <summary>The input is a picture of the size that the manifest states.</summary>
    public static void CheckInput(ImagePreprocessing preprocessing, ValueInfo input, string source)
    {
        long[] wanted = preprocessing.Normalization.ChannelsLast
            ? [preprocessing.Height, preprocessing.Width, PixelBatch.ChannelCount]
            : [PixelBatch.ChannelCount, preprocessing.Height, preprocessing.Width];
        bool fits = input.Dimensions is { Count: 4 } dimensions && dimensions[0] == Dimension.Batch
            && dimensions.Skip(1).SequenceEqual(wanted.Select(Dimension.Of));
        if (!fits)
        {
            throw Contradiction(source, $"the network's input is {input}, the manifest states pictures of [N, {string.Join(", ", wanted)}]");
        }
    }

    private static InvalidModelException Contradiction(string source, string found) =>
        new($"{source}: the model contradicts itself: {found}. Save the model again.");
}
