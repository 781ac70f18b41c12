using MlNetTransfer.Kernels;

namespace MlNetTransfer.Tests.References;

/// <summary>Gradients of a convolution straight from the chain rule: each product of the forward formula passes its gradient on. Double precision, planar layout.</summary>
internal static class KernelsGradientReference
{
    /// <summary>Gradients of sum(dY * conv(x)) by x, weights and bias.</summary>
    public static (double[] Input, double[] Weights, double[] Bias) Compute(ConvolutionShape s, float[] input, float[] weights, float[] gradient, int batch)
    {
        double[] dx = new double[input.Length];
        double[] dw = new double[weights.Length];
        double[] db = new double[s.OutputChannels];
        int i = 0;
        for (int n = 0; n < batch; n++)
        {
            for (int o = 0; o < s.OutputChannels; o++)
            {
                for (int y = 0; y < s.OutputHeight; y++)
                {
                    for (int x = 0; x < s.OutputWidth; x++)
                    {
                        double g = gradient[i++];
                        db[o] += g;
                        foreach ((int place, int weight) in Products(s, (n, o, y, x)))
                        {
                            dx[place] += g * weights[weight];
                            dw[weight] += g * input[place];
                        }
                    }
                }
            }
        }

        return (dx, dw, db);
    }

    /// <summary>Indices of the inputs and weights whose products make one output.</summary>
    private static IEnumerable<(int Input, int Weight)> Products(ConvolutionShape s, (int N, int O, int Y, int X) at)
    {
        int group = at.O / s.GroupOutputChannels;
        for (int c = 0; c < s.GroupInputChannels; c++)
        {
            int plane = ((at.N * s.InputChannels) + (group * s.GroupInputChannels) + c) * s.InputHeight;
            for (int ky = 0; ky < s.KernelHeight; ky++)
            {
                int y = (at.Y * s.StrideY) - s.PadTop + (ky * s.DilationY);
                for (int kx = 0; kx < s.KernelWidth; kx++)
                {
                    int x = (at.X * s.StrideX) - s.PadLeft + (kx * s.DilationX);
                    if (y >= 0 && y < s.InputHeight && x >= 0 && x < s.InputWidth)
                    {
                        yield return (((plane + y) * s.InputWidth) + x, (((((at.O * s.GroupInputChannels) + c) * s.KernelHeight) + ky) * s.KernelWidth) + kx);
                    }
                }
            }
        }
    }
}
