using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Operators that only move elements.</summary>
internal static class MovementLowering
{
    public static string? Lower(LoweringNode node) => node.Operator switch
    {
        Transpose transpose => LowerTranspose(node, transpose),
        ChannelShuffle shuffle => LowerShuffle(node, shuffle.Group),
        Concat concat => LowerConcat(node, concat),
        Split split => LowerSplit(node, split),
        Slice => SliceLowering.Lower(node),
        Pad pad => PadLowering.Lower(node, pad.Mode),
        Expand => LowerExpand(node),
        Tile => LowerTile(node),
        Gather gather => LowerGather(node, gather),
        _ => throw new InvalidOperationException($"Unknown operator {node.Operator.Name}."),
    };

    /// <summary>A value with its axes permuted.</summary>
    public static int Transposed(LoweringNode node, int value, int[] permutation)
    {
        Shape source = node.ShapeOf(value);
        int output = node.Temporary(new Shape([.. permutation.Select(axis => source[axis])]));
        node.Emit(new MoveStep { Name = node.Name, Inputs = [value], Output = output, Axes = [.. permutation.Select(axis => Whole(axis, source[axis]))] });
        return output;
    }

    /// <summary>A value repeated to a shape that it broadcasts to.</summary>
    public static int Expanded(LoweringNode node, int value, Shape shape)
    {
        if (node.ShapeOf(value).Equals(shape))
        {
            return value;
        }

        int output = node.Temporary(shape);
        EmitExpand(node, value, output);
        return output;
    }

    /// <summary>An axis that is taken as it is.</summary>
    public static MoveAxis Whole(int axis, int length) => new(axis, [.. Enumerable.Range(0, length)]);

    /// <summary>All axes of a shape as they are.</summary>
    public static MoveAxis[] WholeAxes(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Select(axis => Whole(axis, shape[axis]))];

    private static string? LowerTranspose(LoweringNode node, Transpose transpose)
    {
        Shape source = node.InputShape(0);
        IEnumerable<int> permutation = transpose.Permutation ?? [.. Enumerable.Range(0, source.Rank).Reverse()];
        if (source.Rank == 0)
        {
            node.EmitReshape(node.Input(0));
            return null;
        }

        node.Emit(new MoveStep { Name = node.Name, Inputs = [node.Input(0)], Output = node.Declare(), Axes = [.. permutation.Select(axis => Whole(axis, source[axis]))] });
        return null;
    }

    private static string? LowerShuffle(LoweringNode node, int groups)
    {
        MoveAxis[] axes = WholeAxes(node.InputShape(0));
        int[] indices = new int[axes[1].Indices.Length];
        int perGroup = indices.Length / groups;
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = (i % groups * perGroup) + (i / groups);
        }

        axes[1] = new MoveAxis(1, indices);
        node.Emit(new MoveStep { Name = node.Name, Inputs = [node.Input(0)], Output = node.Declare(), Axes = axes });
        return null;
    }

    private static string? LowerConcat(LoweringNode node, Concat concat)
    {
        int axis = LoweringNode.Axis(concat.Axis, node.OutputShape().Rank);
        int[] parts = [.. Enumerable.Range(0, node.InputCount).Select(node.Input).Where(value => node.ShapeOf(value)[axis] > 0)];
        if (parts.Length == 1)
        {
            node.EmitReshape(parts[0]);
        }
        else
        {
            node.Emit(new ConcatStep { Name = node.Name, Inputs = parts, Output = node.Declare(), Axis = axis });
        }

        return null;
    }

    private static string? LowerSplit(LoweringNode node, Split split)
    {
        Shape source = node.InputShape(0);
        int axis = LoweringNode.Axis(split.Axis, source.Rank);
        int start = 0;
        for (int part = 0; part < node.OutputCount; part++)
        {
            if (!node.HasOutput(part))
            {
                return "an output without a name";
            }

            int length = node.OutputShape(part)[axis];
            MoveAxis[] axes = WholeAxes(source);
            axes[axis] = new MoveAxis(axis, [.. Enumerable.Range(start, length)]);
            node.Emit(new MoveStep { Name = node.Name, Inputs = [node.Input(0)], Output = node.Declare(part), Axes = axes });
            start += length;
        }

        return null;
    }

    private static string? LowerExpand(LoweringNode node)
    {
        if (node.InputShape(0).Equals(node.OutputShape()))
        {
            node.Bind(node.Input(0));
        }
        else
        {
            EmitExpand(node, node.Input(0), node.Declare());
        }

        return null;
    }

    private static void EmitExpand(LoweringNode node, int value, int output)
    {
        Shape source = node.ShapeOf(value);
        Shape target = node.ShapeOf(output);
        var axes = new MoveAxis[target.Rank];
        for (int axis = 0; axis < axes.Length; axis++)
        {
            int from = axis - (target.Rank - source.Rank);
            axes[axis] = from >= 0 && source[from] == target[axis] ? Whole(from, target[axis]) : new MoveAxis(from, new int[target[axis]]);
        }

        node.Emit(new MoveStep { Name = node.Name, Inputs = [value], Output = output, Axes = axes });
    }

    private static string? LowerTile(LoweringNode node)
    {
        Shape source = node.InputShape(0);
        Shape target = node.OutputShape();
        MoveAxis[] axes = [.. Enumerable.Range(0, source.Rank).Select(axis =>
            new MoveAxis(axis, [.. Enumerable.Range(0, target[axis]).Select(i => i % source[axis])]))];
        node.Emit(new MoveStep { Name = node.Name, Inputs = [node.Input(0)], Output = node.Declare(), Axes = axes });
        return null;
    }

    private static string? LowerGather(LoweringNode node, Gather gather)
    {
        Shape source = node.InputShape(0);
        int axis = LoweringNode.Axis(gather.Axis, source.Rank);
        int count = checked((int)node.InputShape(1).ElementCount);
        if (node.Integers(1) is not { } indices)
        {
            PlanarAxis view = PlanarAxis.Of(source.AsSpan(), axis, axis + 1);
            node.Emit(new GatherStep { Name = node.Name, Inputs = [node.Input(0), node.Input(1)], Output = node.Declare(), Axis = view, IndexCount = count });
            return null;
        }

        if (indices.Any(index => index < -source[axis] || index >= source[axis]))
        {
            return $"an index outside the axis of {source[axis]}";
        }

        MoveAxis[] axes = WholeAxes(source);
        axes[axis] = new MoveAxis(axis, [.. indices.Select(index => LoweringNode.Axis(index, source[axis]))]);
        int moved = node.Temporary(new Shape([.. axes.Select(part => part.Indices.Length)]));
        node.Emit(new MoveStep { Name = node.Name, Inputs = [node.Input(0)], Output = moved, Axes = axes });
        node.EmitReshape(moved);
        return null;
    }
}
