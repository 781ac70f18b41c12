using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Passes;

/// <summary>Keeps what some outputs need: any value of a graph can be one, such as the input of its classifier.</summary>
internal static class Pruning
{
    /// <summary>Prunes a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="outputs">Names of the wanted values; empty for the graph's own outputs.</param>
    /// <exception cref="ArgumentException">The graph has no such value.</exception>
    public static Graph Apply(Graph graph, IReadOnlyList<string> outputs)
    {
        IReadOnlyList<ValueInfo> wanted = outputs.Count == 0 ? graph.Outputs : [.. outputs.Select(o => Find(graph, o))];
        HashSet<string> needed = [.. wanted.Select(o => o.Name)];
        List<Node> kept = [];
        foreach (Node node in graph.Nodes.Reverse())
        {
            if (node.Outputs.Any(needed.Contains))
            {
                kept.Add(node);
                needed.UnionWith(node.Inputs);
            }
        }

        kept.Reverse();
        return graph with
        {
            Outputs = wanted,
            Nodes = kept,
            Inputs = [.. graph.Inputs.Where(i => needed.Contains(i.Name))],
            Constants = graph.Constants.Where(c => needed.Contains(c.Key)).ToDictionary(StringComparer.Ordinal),
        };
    }

    private static ValueInfo Find(Graph graph, string name)
    {
        if (graph.Outputs.Concat(graph.Inputs).FirstOrDefault(v => v.Name == name) is { } declared)
        {
            return declared;
        }

        if (!graph.Nodes.Any(n => n.Outputs.Contains(name)))
        {
            string known = string.Join(", ", graph.Outputs.Select(o => $"'{o.Name}'"));
            throw new ArgumentException($"The graph has no value called '{name}'; its outputs are {known}, and the output of any node may be named.", nameof(name));
        }

        return new ValueInfo(name, ElementType.Float32, null);
    }
}
