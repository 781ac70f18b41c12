using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.FineTuning;

/// <summary>Dropout behind the hidden layers of a head, for training only: no network that is kept has it.</summary>
/// <remarks><b>Source</b>: Srivastava et al. 2014.</remarks>
internal static class HeadDropout
{
    /// <summary>The network with a Dropout behind each ReLU above the features.</summary>
    /// <param name="network">Backbone and head.</param>
    /// <param name="feature">The value between them.</param>
    /// <param name="ratio">Share of values that are set to zero.</param>
    public static Graph Insert(Graph network, string feature, double ratio)
    {
        HashSet<string> trunk = [.. GraphOptimizer.Optimize(network, GraphPasses.None, feature).Nodes.SelectMany(n => n.Outputs)];
        Dictionary<string, string> dropped = network.Nodes
            .Where(n => n.Operator is Relu && !trunk.Contains(n.Outputs[0]))
            .ToDictionary(n => n.Outputs[0], n => n.Outputs[0] + "/dropped", StringComparer.Ordinal);
        List<Node> nodes = [];
        foreach (Node node in network.Nodes)
        {
            nodes.Add(node with { Inputs = [.. node.Inputs.Select(input => dropped.GetValueOrDefault(input, input))] });
            if (dropped.TryGetValue(node.Outputs[0], out string? value))
            {
                nodes.Add(new Node(node.Name + "_dropout", new Dropout((float)ratio), [node.Outputs[0]], [value]));
            }
        }

        return network with { Nodes = nodes };
    }
}
