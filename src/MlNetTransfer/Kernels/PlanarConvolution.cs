namespace MlNetTransfer.Kernels;

/// <summary>Convolution whose weights are values of the run: y[m, y, x] = sum over c, ky, kx of input[c, ...] * weights[m, c, ky, kx].</summary>
/// <remarks>
/// Legend: m output channel, c input channel of its group, ky kx taps; Second holds the weights [M, C/group, kH, kW]; a row is one output
/// row (image, m, y). Each sum runs in index order in double precision. The blocked kernels are the fast path. Reference: data/golden/nodes.
/// </remarks>
internal sealed class PlanarConvolution(ConvolutionShape shape, int images, PlanarStrides strides)
    : PlanarOperation(strides, images * shape.OutputChannels * shape.OutputHeight, RowWork(shape))
{
    protected override void RunRows(in PlanarOperands operands, int firstRow, int endRow)
    {
        for (int row = firstRow; row < endRow; row++)
        {
            (int plane, int y) = Math.DivRem(row, shape.OutputHeight);
            (int image, int m) = Math.DivRem(plane, shape.OutputChannels);
            int channel = (image * shape.InputChannels) + (m / shape.GroupOutputChannels * shape.GroupInputChannels);
            Span<float> output = operands.Output.Slice(row * shape.OutputWidth, shape.OutputWidth);
            for (int x = 0; x < output.Length; x++)
            {
                output[x] = (float)Window(operands, channel, m, (y, x));
            }
        }
    }

    private static long RowWork(ConvolutionShape shape) =>
        (long)shape.OutputWidth * shape.GroupInputChannels * shape.KernelHeight * shape.KernelWidth;

    private double Window(in PlanarOperands operands, int firstChannel, int m, (int Y, int X) at)
    {
        int weight = m * shape.GroupInputChannels * shape.KernelHeight * shape.KernelWidth;
        double sum = 0;
        for (int c = 0; c < shape.GroupInputChannels; c++)
        {
            int plane = (firstChannel + c) * shape.InputHeight;
            for (int ky = 0; ky < shape.KernelHeight; ky++)
            {
                int y = (at.Y * shape.StrideY) - shape.PadTop + (ky * shape.DilationY);
                for (int kx = 0; kx < shape.KernelWidth; kx++, weight++)
                {
                    int x = (at.X * shape.StrideX) - shape.PadLeft + (kx * shape.DilationX);
                    if ((uint)y < (uint)shape.InputHeight && (uint)x < (uint)shape.InputWidth)
                    {
                        sum += (double)operands.Input[((plane + y) * shape.InputWidth) + x] * operands.Second[weight];
                    }
                }
            }
        }

        return sum;
    }
}
