using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Conv.</summary>
internal static class ConvolutionLowering
{
    public static string? Lower(LoweringNode node, Conv conv)
    {
        Shape input = node.InputShape(0);
        Shape weights = node.InputShape(1);
        if (input.Rank != 4 || weights.Rank != 4)
        {
            return $"input of rank {input.Rank}; only two-dimensional pictures (rank 4) are supported";
        }

        ConvolutionShape shape = ShapeOf(conv, input, weights);
        if (node.Constant(1) is not { } constant || (node.Has(2) && node.Constant(2) is null))
        {
            EmitDynamic(node, shape);
            return null;
        }

        node.Emit(new ConvolutionStep
        {
            Name = node.Name,
            Inputs = [node.Input(0)],
            Output = node.Declare(),
            Shape = shape,
            Weights = constant,
            Bias = node.Constant(2),
        });
        return null;
    }

    private static void EmitDynamic(LoweringNode node, ConvolutionShape shape)
    {
        int product = node.Has(2) ? node.Temporary(node.OutputShape()) : node.Declare();
        node.Emit(new DynamicConvolutionStep { Name = node.Name, Inputs = [node.Input(0), node.Input(1)], Output = product, Shape = shape });
        if (node.Has(2))
        {
            int bias = node.Reshaped(node.Input(2), new Shape(1, shape.OutputChannels, 1, 1));
            node.Emit(new BinaryStep { Name = node.Name, Inputs = [product, bias], Output = node.Declare(), Kind = PlanarBinaryKind.Add });
        }
    }

    private static ConvolutionShape ShapeOf(Conv conv, Shape input, Shape weights)
    {
        ResolvedWindow window = ResolvedWindow.Of(conv.Window, (weights[2], weights[3]), (input[2], input[3]));
        return new ConvolutionShape
        {
            InputChannels = input[1],
            OutputChannels = weights[0],
            InputHeight = input[2],
            InputWidth = input[3],
            KernelHeight = weights[2],
            KernelWidth = weights[3],
            Groups = conv.Group,
            StrideY = conv.Window.Strides.Height,
            StrideX = conv.Window.Strides.Width,
            DilationY = conv.Window.Dilations.Height,
            DilationX = conv.Window.Dilations.Width,
            PadTop = window.Top,
            PadLeft = window.Left,
            PadBottom = window.Bottom,
            PadRight = window.Right,
        };
    }
}
