using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Operators that change no element: Identity, Dropout, Reshape, Flatten, Squeeze, Unsqueeze.</summary>
internal static class ReshapeLowering
{
    public static string? Lower(LoweringNode node)
    {
        if (node.Operator is Dropout && node.HasOutput(1))
        {
            return "its second output (mask) is used";
        }

        node.EmitReshape(node.Input(0));
        return null;
    }
}
