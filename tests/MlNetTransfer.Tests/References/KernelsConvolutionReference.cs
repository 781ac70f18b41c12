using MlNetTransfer.Kernels;

namespace MlNetTransfer.Tests.References;

/// <summary>Convolution straight from ONNX's definition, in double precision, planar layout.</summary>
internal static class KernelsConvolutionReference
{
    public static double[] Compute(ConvolutionShape s, float[] input, float[] weights, float[] bias, int batch)
    {
        double[] output = new double[batch * s.OutputChannels * s.OutputHeight * s.OutputWidth];
        int i = 0;
        for (int n = 0; n < batch; n++)
        {
            for (int o = 0; o < s.OutputChannels; o++)
            {
                for (int y = 0; y < s.OutputHeight; y++)
                {
                    for (int x = 0; x < s.OutputWidth; x++)
                    {
                        output[i++] = (bias.Length > 0 ? bias[o] : 0) + Window(s, input, weights, (n, o, y, x));
                    }
                }
            }
        }

        return output;
    }

    private static double Window(ConvolutionShape s, float[] input, float[] weights, (int N, int O, int Y, int X) at)
    {
        double sum = 0;
        int group = at.O / s.GroupOutputChannels;
        for (int c = 0; c < s.GroupInputChannels; c++)
        {
            for (int ky = 0; ky < s.KernelHeight; ky++)
            {
                for (int kx = 0; kx < s.KernelWidth; kx++)
                {
                    int y = (at.Y * s.StrideY) - s.PadTop + (ky * s.DilationY);
                    int x = (at.X * s.StrideX) - s.PadLeft + (kx * s.DilationX);
                    if (y >= 0 && y < s.InputHeight && x >= 0 && x < s.InputWidth)
                    {
                        int channel = (group * s.GroupInputChannels) + c;
                        sum += (double)input[((((at.N * s.InputChannels) + channel) * s.InputHeight) + y) * s.InputWidth + x]
                            * weights[((((at.O * s.GroupInputChannels) + c) * s.KernelHeight) + ky) * s.KernelWidth + kx];
                    }
                }
            }
        }

        return sum;
    }
}
