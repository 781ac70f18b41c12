using MlNetTransfer.Graphs;

namespace MlNetTransfer.Backbones;

/// <summary>Features of a published network whose catalogue entry says where they are by structure, because names inside its file differ between exports.</summary>
internal static class StructuralTap
{
    private static readonly Dictionary<string, bool> Rules = new(StringComparer.Ordinal)
    {
        // The vector that the last classifier reads.
        ["classifier-input"] = false,

        // The scores themselves: the classifier is a convolution before the pooling (SqueezeNet), nothing else is a vector.
        ["scores"] = true,
    };

    /// <summary>Feature and scores by the rule that the facts name; null when they name none, or the network has no classifier.</summary>
    public static FeatureTap? Find(Graph graph, FactStack facts)
    {
        if (facts.Choice(FactNames.FeatureTap, Rules) is not { } scores)
        {
            return null;
        }

        FeatureTap? tap = FeatureTap.Find(graph).FirstOrDefault(t => t.Classifier is not null);
        return tap switch
        {
            { Logits: { } logits, ClassCount: > 0 } when scores => tap with { Features = logits, FeatureCount = tap.ClassCount },
            _ => tap,
        };
    }
}
