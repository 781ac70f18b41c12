using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Normalisations and softmax.</summary>
internal static class NormalizationLowering
{
    public static string? Lower(LoweringNode node) => node.Operator switch
    {
        BatchNormalization norm => LowerBatch(node, norm),
        ScaleShift => LowerScaleShift(node),
        InstanceNormalization norm => LowerInstance(node, norm),
        LayerNormalization norm => LowerLayer(node, norm),
        LRN norm => LowerLocalResponse(node, norm),
        _ => throw new InvalidOperationException($"Unknown operator {node.Operator.Name}."),
    };

    public static string? LowerSoftmax(LoweringNode node)
    {
        Shape shape = node.InputShape(0);
        (int axis, bool flattened, bool logarithm) = node.Operator switch
        {
            Graphs.Operators.LogSoftmax log => (log.Axis, log.Flattened, true),
            Graphs.Operators.Softmax plain => (plain.Axis, plain.Flattened, false),
            _ => throw new InvalidOperationException($"Unknown operator {node.Operator.Name}."),
        };
        axis = LoweringNode.Axis(axis, shape.Rank);
        node.Emit(new SoftmaxStep
        {
            Name = node.Name,
            Inputs = [node.Input(0)],
            Output = node.Declare(),
            Axis = PlanarAxis.Of(shape.AsSpan(), axis, flattened ? shape.Rank : axis + 1),
            Logarithm = logarithm,
        });
        return null;
    }

    private static string? LowerBatch(LoweringNode node, BatchNormalization norm)
    {
        if (norm.TrainingMode)
        {
            return "training mode";
        }

        if (node.Floats(1) is not { } scale || node.Floats(2) is not { } shift || node.Floats(3) is not { } mean || node.Floats(4) is not { } variance)
        {
            return "scale, bias, mean or variance are computed in the run";
        }

        var origin = new AffineOrigin
        {
            Scale = node.Constant(1),
            Shift = node.Constant(2),
            Mean = node.Constant(3),
            Variance = node.Constant(4),
            Epsilon = norm.Epsilon,
        };
        for (int i = 0; i < scale.Length; i++)
        {
            double factor = scale[i] / Math.Sqrt((double)variance[i] + norm.Epsilon);
            shift[i] = (float)(shift[i] - (mean[i] * factor));
            scale[i] = (float)factor;
        }

        node.Emit(new ScaleShiftStep { Name = node.Name, Inputs = [node.Input(0)], Output = node.Declare(), Scale = scale, Shift = shift, Origin = origin });
        return null;
    }

    private static string? LowerScaleShift(LoweringNode node)
    {
        if (node.Floats(1) is not { } scale || node.Floats(2) is not { } shift)
        {
            return "scale or shift are computed in the run";
        }

        var origin = new AffineOrigin { Scale = node.Constant(1), Shift = node.Constant(2) };
        node.Emit(new ScaleShiftStep { Name = node.Name, Inputs = [node.Input(0)], Output = node.Declare(), Scale = scale, Shift = shift, Origin = origin });
        return null;
    }

    private static string? LowerInstance(LoweringNode node, InstanceNormalization norm)
    {
        Shape shape = node.InputShape(0);
        PlanarAxis channels = PlanarAxis.Of(shape.AsSpan(), 1, 2);
        int[] perChannel = [.. Enumerable.Repeat(1, shape.Rank)];
        perChannel[1] = shape[1];
        return EmitNormalize(
            node,
            new PlanarNormalizeShape(channels.Outer * channels.Length, channels.Inner, EntryPerRow: true, norm.Epsilon),
            new Shape(perChannel),
            shape[1]);
    }

    private static string? LowerLayer(LoweringNode node, LayerNormalization norm)
    {
        if (node.HasOutput(1) || node.HasOutput(2))
        {
            return "its mean or deviation output is used";
        }

        Shape shape = node.InputShape(0);
        PlanarAxis rows = PlanarAxis.Of(shape.AsSpan(), LoweringNode.Axis(norm.Axis, shape.Rank), shape.Rank);
        return EmitNormalize(node, new PlanarNormalizeShape(rows.Outer, rows.Length, EntryPerRow: false, norm.Epsilon), shape: null, rows.Length);
    }

    /// <summary>Constants of the right number go into the step; anything else is multiplied and added behind it.</summary>
    private static string? EmitNormalize(LoweringNode node, PlanarNormalizeShape rows, Shape? shape, int entries)
    {
        float[]? scale = node.Has(1) ? node.Floats(1) : [];
        float[]? shift = node.Has(2) ? node.Floats(2) : [];
        bool fits = scale is not null && shift is not null && (scale.Length == 0 || scale.Length == entries) && (shift.Length == 0 || shift.Length == entries);
        if (fits)
        {
            node.Emit(new NormalizeStep
            {
                Name = node.Name,
                Inputs = [node.Input(0)],
                Output = node.Declare(),
                Shape = rows,
                Scale = scale,
                Shift = shift,
                Origin = new AffineOrigin { Scale = node.Constant(1), Shift = node.Constant(2) },
            });
            return null;
        }

        int value = node.Temporary(node.OutputShape());
        node.Emit(new NormalizeStep { Name = node.Name, Inputs = [node.Input(0)], Output = value, Shape = rows });
        if (node.Has(1))
        {
            int factor = shape is null ? node.Input(1) : node.Reshaped(node.Input(1), shape);
            int scaled = node.Has(2) ? node.Temporary(node.OutputShape()) : node.Declare();
            node.Emit(new BinaryStep { Name = node.Name, Inputs = [value, factor], Output = scaled, Kind = PlanarBinaryKind.Mul });
            value = scaled;
        }

        if (node.Has(2))
        {
            int addend = shape is null ? node.Input(2) : node.Reshaped(node.Input(2), shape);
            node.Emit(new BinaryStep { Name = node.Name, Inputs = [value, addend], Output = node.Declare(), Kind = PlanarBinaryKind.Add });
        }

        return null;
    }

    private static string? LowerLocalResponse(LoweringNode node, LRN norm)
    {
        node.Emit(new LocalResponseStep
        {
            Name = node.Name,
            Inputs = [node.Input(0)],
            Output = node.Declare(),
            Spec = new LocalResponseSpec(norm.Size, norm.Alpha, norm.Beta, norm.Bias),
        });
        return null;
    }
}
