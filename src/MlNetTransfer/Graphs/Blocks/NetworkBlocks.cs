using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Graphs.Blocks;

/// <summary>Finds the blocks of a network by its structure: residuals, inverted residuals, separable and inception blocks, dense blocks, plain layers.</summary>
/// <remarks>
/// A cut is a place where one value carries everything on. Between two cuts with several paths lies a block (a residual, an inception module, a dense block).
/// Single layers join what they belong to: normalisations, activations and pooling the layer before them; expansion, depthwise convolution, gate and projection
/// each other. So a freeze plan can never cut a block open (rows 43 and 78 of the usual mistakes: "the 17th layer").
/// </remarks>
public static class NetworkBlocks
{
    /// <summary>Divides a network.</summary>
    /// <param name="graph">The network; its first output is the end of the last block.</param>
    /// <returns>All nodes that the output depends on, in blocks from the input to the output. Shape arithmetic belongs to the block that uses it.</returns>
    public static IReadOnlyList<NetworkBlock> Find(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        List<Segment> segments = Joined(Segments(graph));
        List<NetworkBlock> blocks = [];
        foreach (Segment segment in segments)
        {
            string[] constants = [.. segment.Nodes.SelectMany(n => n.Inputs).Where(graph.Constants.ContainsKey).Distinct()];
            string name = blocks.Count == 0 ? "stem" : FormattableString.Invariant($"block{blocks.Count}");
            blocks.Add(new NetworkBlock(name, BlockLabel.Of(constants), segment.Nodes, constants, segment.Output));
        }

        return blocks;
    }

    private static List<Segment> Segments(Graph graph)
    {
        HashSet<string> carried = [.. graph.Inputs.Select(i => i.Name)];
        Dictionary<string, int> uses = graph.Nodes.SelectMany(n => n.Inputs).Concat(graph.Outputs.Take(1).Select(o => o.Name))
            .Where(v => v.Length > 0).GroupBy(v => v, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        HashSet<string> live = [.. carried];
        List<Segment> segments = [];
        Segment present = new(graph.Constants);
        foreach (Node node in graph.Nodes)
        {
            present.Nodes.Add(node);
            bool carries = node.Operator is not ShapeOf && node.Inputs.Any(carried.Contains);
            foreach (string input in node.Inputs.Where(i => i.Length > 0))
            {
                if (--uses[input] == 0)
                {
                    live.Remove(input);
                }
            }

            foreach (string output in node.Outputs.Where(o => carries && uses.GetValueOrDefault(o) > 0))
            {
                carried.Add(output);
                live.Add(output);
            }

            if (live.Count == 1 && carries)
            {
                present.Output = live.First();
                segments.Add(present);
                present = new Segment(graph.Constants);
            }
            else
            {
                present.Branches |= live.Count > 1;
            }
        }

        return segments;
    }

    private static List<Segment> Joined(List<Segment> segments)
    {
        List<Segment> layers = [];
        foreach (Segment segment in segments)
        {
            if (layers.Count > 0 && !segment.HasWeights)
            {
                Append(layers[^1], segment);
            }
            else if (layers is [{ HasWeights: false }])
            {
                Append(layers[0], segment);
            }
            else
            {
                layers.Add(segment);
            }
        }

        List<Segment> blocks = [];
        for (int i = 0; i < layers.Count;)
        {
            int length = BlockLength(layers, i);
            for (int k = 1; k < length; k++)
            {
                Append(layers[i], layers[i + k]);
            }

            blocks.Add(layers[i]);
            i += length;
        }

        return blocks;
    }

    /// <summary>Number of layers from one on that belong together.</summary>
    private static int BlockLength(List<Segment> layers, int first)
    {
        int depthwise = layers[first].IsDepthwise ? first : first + 1;
        if (depthwise >= layers.Count || !layers[depthwise].IsDepthwise)
        {
            return 1;
        }

        int project = depthwise + 1 < layers.Count && layers[depthwise + 1].IsGate ? depthwise + 2 : depthwise + 1;
        if (project >= layers.Count || !layers[project].IsPointwise)
        {
            return 1;
        }

        bool expands = layers[first].IsPointwise && layers[first].Channels.Out > layers[first].Channels.In && layers[project].IsLinear;
        return depthwise == first || expands ? project - first + 1 : 1;
    }

    /// <summary>What has no weights does not make a layer a branching one: x sigmoid(x) is an activation.</summary>
    private static void Append(Segment segment, Segment next)
    {
        segment.Branches |= next.HasWeights && next.Branches;
        segment.Nodes.AddRange(next.Nodes);
        segment.Output = next.Output;
    }
}
