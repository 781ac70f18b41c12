using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Backbones;

/// <summary>Whether a network rescales its pixels itself: then the usual scaling of its family outside would be done twice.</summary>
internal static class InputArithmetic
{
    private const int LongestChain = 16;

    /// <summary>The first node between input and first layer that computes with constants; null when there is none.</summary>
    public static Node? Find(Graph graph, string input)
    {
        string value = input;
        for (int i = 0; i < LongestChain; i++)
        {
            Node[] readers = [.. graph.Nodes.Where(n => n.Inputs.Contains(value))];
            if (readers is not [Node only])
            {
                return null;
            }

            switch (only.Operator)
            {
                case Add or Sub or Mul or Div when only.Inputs.Any(graph.Constants.ContainsKey):
                    return only;
                case Pad or Transpose or Identity or Cast or Reshape or Squeeze or Unsqueeze:
                    value = only.Outputs[0];
                    break;
                default:
                    return null;
            }
        }

        return null;
    }
}
