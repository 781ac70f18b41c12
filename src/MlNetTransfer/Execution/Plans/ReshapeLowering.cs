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

        if (node.Operator is Dropout { Ratio: > 0 } dropout)
        {
            node.Emit(new DropoutStep { Name = node.Name, Inputs = [node.Input(0)], Output = node.Declare(), Ratio = dropout.Ratio });
            return null;
        }

        node.EmitReshape(node.Input(0));
        return null;
    }
}
