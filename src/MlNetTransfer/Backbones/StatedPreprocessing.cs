using MlNetTransfer.Graphs;
using MlNetTransfer.Preprocessing;

namespace MlNetTransfer.Backbones;

/// <summary>The preprocessing that a network file states itself, when there is nobody else to ask.</summary>
internal static class StatedPreprocessing
{
    /// <summary>Reads it from the graph's metadata and input.</summary>
    /// <exception cref="InvalidModelException">The file leaves something open, or contradicts itself.</exception>
    public static ImagePreprocessing Of(string source, Graph graph)
    {
        FactStack facts = new(source, [BackboneFacts.FromMetadata(graph.Metadata, "")]);
        List<string> missing = [];
        NetworkInput input = NetworkInput.Resolve(source, graph, facts, missing);
        return PreprocessingFacts.Resolve(facts, input, missing) is { } preprocessing && missing.Count == 0
            ? preprocessing
            : throw new InvalidModelException($"{source}: the network does not say how pictures become its input {string.Join(", ", graph.Inputs.Take(3))}: decoding and resizing are missing, or made for another size.");
    }
}
