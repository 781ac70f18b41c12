using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Slice with starts, ends, axes and steps that are known.</summary>
internal static class SliceLowering
{
    public static string? Lower(LoweringNode node)
    {
        Shape source = node.InputShape(0);
        if (node.Integers(1) is not { } starts || node.Integers(2) is not { } ends
            || (node.Has(3) && node.Integers(3) is null) || (node.Has(4) && node.Integers(4) is null))
        {
            return "its bounds are computed in the run";
        }

        long[] axes = node.Has(3) ? node.Integers(3)! : [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        long[] steps = node.Has(4) ? node.Integers(4)! : [.. Enumerable.Repeat(1L, starts.Length)];
        MoveAxis[] moves = MovementLowering.WholeAxes(source);
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = LoweringNode.Axis(axes[i], source.Rank);
            moves[axis] = new MoveAxis(axis, IndicesOf(source[axis], (starts[i], ends[i], steps[i])));
        }

        node.Emit(new MoveStep { Name = node.Name, Inputs = [node.Input(0)], Output = node.Declare(), Axes = moves });
        return null;
    }

    /// <summary>ONNX Slice: bounds count from the end when negative and are clamped to the axis.</summary>
    private static int[] IndicesOf(int length, (long Start, long End, long Step) range)
    {
        if (length == 0)
        {
            return [];
        }

        bool forward = range.Step > 0;
        long start = Math.Clamp(range.Start < 0 ? range.Start + length : range.Start, 0, forward ? length : length - 1);
        long end = Math.Clamp(range.End < 0 ? range.End + length : range.End, forward ? 0 : -1, length);
        var indices = new List<int>();
        for (long i = start; forward ? i < end : i > end; i += range.Step)
        {
            indices.Add((int)i);
        }

        return [.. indices];
    }
}
