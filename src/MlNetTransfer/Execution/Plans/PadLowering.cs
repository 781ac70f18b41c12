using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Pad with pads that are known; negative pads crop.</summary>
internal static class PadLowering
{
    public static string? Lower(LoweringNode node, PadMode mode)
    {
        Shape source = node.InputShape(0);
        if (node.Integers(1) is not { } pads || (node.Has(3) && node.Integers(3) is null) || (node.Has(2) && node.Floats(2) is null))
        {
            return "its pads or its value are computed in the run";
        }

        long[] axes = node.Has(3) ? node.Integers(3)! : [.. Enumerable.Range(0, source.Rank).Select(axis => (long)axis)];
        MoveAxis[] moves = MovementLowering.WholeAxes(source);
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = LoweringNode.Axis(axes[i], source.Rank);
            moves[axis] = new MoveAxis(axis, IndicesOf(mode, source[axis], (int)pads[i], (int)pads[i + axes.Length]));
        }

        float value = node.Has(2) ? node.Floats(2)![0] : 0f;
        node.Emit(new MoveStep { Name = node.Name, Inputs = [node.Input(0)], Output = node.Declare(), Axes = moves, Fill = value });
        return null;
    }

    private static int[] IndicesOf(PadMode mode, int length, int begin, int end)
    {
        int[] indices = new int[length + begin + end];
        for (int i = 0; i < indices.Length; i++)
        {
            int at = i - begin;
            bool inside = (uint)at < (uint)length;
            indices[i] = inside ? at : mode switch
            {
                PadMode.Edge => Math.Clamp(at, 0, length - 1),
                PadMode.Reflect => Reflected(at, length),
                PadMode.Wrap => ((at % length) + length) % length,
                _ => -1,
            };
        }

        return indices;
    }

    private static int Reflected(int at, int length)
    {
        int period = Math.Max(1, 2 * (length - 1));
        int folded = ((at % period) + period) % period;
        return folded < length ? folded : period - folded;
    }
}
