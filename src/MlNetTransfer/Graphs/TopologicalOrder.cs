namespace MlNetTransfer.Graphs;

/// <summary>Orders nodes so that each comes after those it reads from, and refuses graphs where that cannot be.</summary>
internal static class TopologicalOrder
{
    private const int NamedAtMost = 5;

    /// <summary>Sorts nodes; those that are in order already stay where they are.</summary>
    /// <param name="nodes">Nodes in the file's order.</param>
    /// <param name="given">Names of inputs and constants.</param>
    /// <param name="moved">Whether the order changed.</param>
    /// <exception cref="InvalidModelException">A value is written twice, nothing writes a value that is read, or nodes form a cycle.</exception>
    public static IReadOnlyList<Node> Sort(IReadOnlyList<Node> nodes, IEnumerable<string> given, out bool moved)
    {
        Dictionary<string, int> writers = new(StringComparer.Ordinal);
        foreach (string name in given)
        {
            if (!writers.TryAdd(name, -1))
            {
                throw new InvalidModelException($"two inputs or constants are called '{name}'.");
            }
        }

        moved = false;
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string output in nodes[i].Outputs)
            {
                if (!writers.TryAdd(output, i))
                {
                    string other = writers[output] < 0 ? "an input or constant" : $"node '{nodes[writers[output]].Name}'";
                    throw new InvalidModelException($"'{output}' is written twice: by node '{nodes[i].Name}' and by {other}.") { Node = nodes[i].Name };
                }
            }
        }

        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string input in nodes[i].Inputs.Where(n => n.Length > 0))
            {
                if (!writers.TryGetValue(input, out int writer))
                {
                    throw new InvalidModelException($"node '{nodes[i].Name}' ({nodes[i].Operator.Name}) reads '{input}', which nothing writes.") { Node = nodes[i].Name };
                }

                moved |= writer >= i;
            }
        }

        return moved ? Reorder(nodes, writers) : nodes;
    }

    private static List<Node> Reorder(IReadOnlyList<Node> nodes, Dictionary<string, int> writers)
    {
        int[] waitingFor = new int[nodes.Count];
        List<int>[] readers = [.. nodes.Select(_ => new List<int>())];
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (int writer in nodes[i].Inputs.Where(n => n.Length > 0).Select(n => writers[n]).Where(w => w >= 0).Distinct())
            {
                readers[writer].Add(i);
                waitingFor[i]++;
            }
        }

        PriorityQueue<int, int> ready = new();
        for (int i = 0; i < nodes.Count; i++)
        {
            if (waitingFor[i] == 0)
            {
                ready.Enqueue(i, i);
            }
        }

        List<Node> ordered = new(nodes.Count);
        while (ready.TryDequeue(out int next, out _))
        {
            ordered.Add(nodes[next]);
            foreach (int reader in readers[next])
            {
                if (--waitingFor[reader] == 0)
                {
                    ready.Enqueue(reader, reader);
                }
            }
        }

        return ordered.Count == nodes.Count ? ordered : throw Cycle(nodes, waitingFor);
    }

    private static InvalidModelException Cycle(IReadOnlyList<Node> nodes, int[] waitingFor)
    {
        string[] stuck = [.. Enumerable.Range(0, nodes.Count).Where(i => waitingFor[i] > 0).Select(i => $"'{nodes[i].Name}'")];
        string more = stuck.Length > NamedAtMost ? FormattableString.Invariant($" and {stuck.Length - NamedAtMost} more") : "";
        return new InvalidModelException($"the graph has a cycle through or above the nodes {string.Join(", ", stuck.Take(NamedAtMost))}{more}.");
    }
}
