using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Cpu;

/// <content>Steps that move elements.</content>
internal sealed partial class CpuProgramBuilder
{
    private static readonly int[] ToChannelsLast = [0, 2, 3, 1];
    private static readonly int[] ToChannelsFirst = [0, 3, 1, 2];

    private void LowerReshape(ReshapeStep step) => _planar[step.Output] = Planar(step.Inputs[0]);

    private void LowerMove(MoveStep step)
    {
        if (IsPicture(step.Inputs[0]) && IsPicture(step.Output) && TryLowerBlockedMove(step))
        {
            return;
        }

        CpuOperand source = Planar(step.Inputs[0]);
        CpuOperand target = NewPlanar(step.Output);
        if (LengthOf(step.Output) > 0)
        {
            var strides = new PlanarStrides(StrideOf(step.Inputs[0]), 0, LengthOf(step.Output));
            Emit(new PlanarMove(MapOf(step).Coalesced(), strides), 1, (source, CpuOperand.None, target));
        }
    }

    private PlanarMoveMap MapOf(MoveStep step)
    {
        Shape source = ShapeOf(step.Inputs[0]);
        Shape target = ShapeOf(step.Output);
        int[] strides = PlanarMoveMap.RowMajorStrides(source.AsSpan());
        if (target.Rank == 0)
        {
            return new PlanarMoveMap([1], [[0]]);
        }

        int[][] offsets = [.. step.Axes.Select(axis => Array.ConvertAll(axis.Indices, index => index < 0 ? -1 : axis.Source < 0 ? 0 : index * strides[axis.Source]))];
        return new PlanarMoveMap(target.AsSpan().ToArray(), offsets) { Fill = step.Fill };
    }

    private bool TryLowerBlockedMove(MoveStep step)
    {
        Shape source = ShapeOf(step.Inputs[0]);
        int images = source[0];
        if (IsPermutation(step, source, ToChannelsFirst) && !HasBlocked(step.Inputs[0]))
        {
            CpuOperand channelsLast = Planar(step.Inputs[0]);
            BlockedOperand target = NewBlocked(step.Output);
            Emit(LayoutConversion.PrepareChannelsLastToBlocked(target.Layout), images, (channelsLast, CpuOperand.None, target.Operand));
            return true;
        }

        if (!HasBlocked(step.Inputs[0]))
        {
            return false;
        }

        BlockedOperand input = Blocked(step.Inputs[0]);
        if (IsPermutation(step, source, ToChannelsLast))
        {
            Emit(LayoutConversion.PrepareBlockedToChannelsLast(input.Layout), images, (input.Operand, CpuOperand.None, NewPlanar(step.Output)));
            return true;
        }

        PreparedOperation? operation = step.Axes[0].IsIdentity(0, images) ? BlockedMoveOf(step, source, input.Layout) : null;
        if (operation is null)
        {
            return false;
        }

        Emit(operation, images, (input.Operand, CpuOperand.None, NewBlocked(step.Output).Operand));
        return true;
    }

    private PreparedOperation? BlockedMoveOf(MoveStep step, Shape source, BlockedLayout input)
    {
        BlockedLayout output = LayoutOf(step.Output);
        bool keepsChannels = step.Axes[1].IsIdentity(1, source[1]);
        bool keepsPlane = step.Axes[2].IsIdentity(2, source[2]) && step.Axes[3].IsIdentity(3, source[3]);
        if (keepsPlane && step.Axes[1].Source == 1 && step.Axes[1].Indices.All(index => index >= 0))
        {
            return ChannelSelection.PrepareGather(step.Axes[1].Indices, input, output);
        }

        if (keepsChannels && step.Axes[2].Source == 2 && step.Axes[3].Source == 3)
        {
            return PadOf(step, source, (input, output)) ?? SubsampleOf(step, (input, output));
        }

        return null;
    }

    /// <summary>Rows and columns added or cut at the border.</summary>
    private static PreparedOperation? PadOf(MoveStep step, Shape source, (BlockedLayout Input, BlockedLayout Output) layouts) =>
        ShiftOf(step.Axes[2].Indices, source[2]) is { } top && ShiftOf(step.Axes[3].Indices, source[3]) is { } left
            ? SpatialPad.Prepare(new SpatialPadSpec(top, left, SpatialPadKind.Constant, step.Fill), layouts.Input, layouts.Output)
            : null;

    /// <summary>Every n-th row and m-th column: a pooling of single pixels.</summary>
    private static PreparedOperation? SubsampleOf(MoveStep step, (BlockedLayout Input, BlockedLayout Output) layouts)
    {
        int strideY = StepOf(step.Axes[2].Indices);
        int strideX = StepOf(step.Axes[3].Indices);
        return strideY < 1 || strideX < 1
            ? null
            : Pooling.PrepareMax(new PoolingShape { KernelHeight = 1, KernelWidth = 1, StrideY = strideY, StrideX = strideX }, layouts.Input, layouts.Output);
    }

    /// <summary>Where index 0 comes to lie, when indices run on by one and are filled outside; null otherwise.</summary>
    private static int? ShiftOf(int[] indices, int length)
    {
        int first = Array.FindIndex(indices, index => index >= 0);
        if (first < 0)
        {
            return null;
        }

        int shift = first - indices[first];
        for (int i = 0; i < indices.Length; i++)
        {
            int expected = i - shift;
            if (indices[i] != ((uint)expected < (uint)length ? expected : -1))
            {
                return null;
            }
        }

        return shift;
    }

    private static int StepOf(int[] indices)
    {
        int step = indices.Length < 2 ? 1 : indices[1] - indices[0];
        return indices.Index().All(pair => pair.Item == pair.Index * step) ? step : 0;
    }

    private static bool IsPermutation(MoveStep step, Shape source, int[] permutation)
    {
        for (int axis = 0; axis < permutation.Length; axis++)
        {
            MoveAxis move = step.Axes[axis];
            if (move.Source != permutation[axis] || !new MoveAxis(move.Source, move.Indices).IsIdentity(move.Source, source[permutation[axis]]))
            {
                return false;
            }
        }

        return true;
    }

    private void LowerConcat(ConcatStep step)
    {
        if (step.Axis == 1 && IsPicture(step.Output) && step.Inputs.Any(HasBlocked) && !step.Inputs.Any(input => _isConstant[input]))
        {
            LowerChannelConcat(step);
            return;
        }

        int[] strides = PlanarMoveMap.RowMajorStrides(ShapeOf(step.Output).AsSpan());
        CpuOperand[] sources = [.. step.Inputs.Select(Planar)];
        CpuOperand output = NewPlanar(step.Output);
        int start = 0;
        foreach ((int input, CpuOperand source) in step.Inputs.Zip(sources))
        {
            Shape shape = ShapeOf(input);
            int[][] offsets = [.. PlanarMoveMap.RowMajorStrides(shape.AsSpan()).Zip(shape, (stride, count) => PlanarMoveMap.Steps(count, stride))];
            var map = new PlanarMoveMap(shape.AsSpan().ToArray(), offsets) { TargetStrides = strides, TargetOffset = start * strides[step.Axis] };
            if (shape.ElementCount > 0)
            {
                Emit(new PlanarMove(map.Coalesced(), new PlanarStrides(StrideOf(input), 0, LengthOf(step.Output))), 1, (source, CpuOperand.None, output));
            }

            start += shape[step.Axis];
        }
    }

    private void LowerChannelConcat(ConcatStep step)
    {
        BlockedOperand[] sources = [.. step.Inputs.Select(Blocked)];
        BlockedOperand output = NewBlocked(step.Output);
        int channel = 0;
        foreach (BlockedOperand source in sources)
        {
            int start = output.Operand.Offset + (channel / BlockedLayout.Block * output.Layout.PlaneStride);
            if (channel % BlockedLayout.Block == 0 && source.Operand == output.Operand with { Offset = start })
            {
                channel += source.Layout.Channels;
                continue;
            }

            PreparedOperation scatter = ChannelSelection.PrepareScatter(channel, source.Layout, output.Layout);
            Emit(scatter, ShapeOf(step.Output)[0], (source.Operand, CpuOperand.None, output.Operand));
            channel += source.Layout.Channels;
        }
    }
}
