using MlNetTransfer.Kernels;

namespace MlNetTransfer.Tests.References;

/// <summary>Layers in double precision over planar [N, C, H, W], straight from the formulas.</summary>
internal static class KernelsLayerReference
{
    /// <summary>Output rows or columns of a pooling as PyTorch and ONNX count them.</summary>
    public static int PooledLength(int length, (int Kernel, int Stride, int Pad, int Dilation) axis, bool ceiling)
    {
        int pooled = ((length + (2 * axis.Pad) - (axis.Dilation * (axis.Kernel - 1)) - 1 + (ceiling ? axis.Stride - 1 : 0)) / axis.Stride) + 1;
        return ceiling && (pooled - 1) * axis.Stride >= length + axis.Pad ? pooled - 1 : pooled;
    }

    /// <summary>Largest value or mean of windows.</summary>
    public static double[] Pool(double[] x, PoolingShape s, (BlockedLayout Input, BlockedLayout Output) layouts, bool isMax)
    {
        (BlockedLayout input, BlockedLayout output) = layouts;
        int planes = x.Length / (input.Height * input.Width);
        double[] y = new double[planes * output.Height * output.Width];
        for (int i = 0; i < y.Length; i++)
        {
            int oy = i / output.Width % output.Height;
            int ox = i % output.Width;
            double best = double.NegativeInfinity;
            double sum = 0;
            int count = 0;
            int padded = 0;
            for (int tap = 0; tap < s.KernelHeight * s.KernelWidth; tap++)
            {
                int iy = (oy * s.StrideY) - s.PadTop + (tap / s.KernelWidth * s.DilationY);
                int ix = (ox * s.StrideX) - s.PadLeft + (tap % s.KernelWidth * s.DilationX);
                padded += iy < input.Height + s.PadBottom && ix < input.Width + s.PadRight ? 1 : 0;
                if (iy >= 0 && iy < input.Height && ix >= 0 && ix < input.Width)
                {
                    double value = x[(((i / output.Width / output.Height * input.Height) + iy) * input.Width) + ix];
                    best = Math.Max(best, value);
                    sum += value;
                    count++;
                }
            }

            y[i] = isMax ? best : sum / (s.CountIncludePad ? padded : count);
        }

        return y;
    }

    /// <summary>y = scale[c] x + shift[c].</summary>
    public static double[] ScaleShift(double[] x, double[] scale, double[] shift, int plane) =>
        [.. x.Select((v, i) => (v * scale[i / plane % scale.Length]) + shift[i / plane % scale.Length])];

    /// <summary>Batch normalisation with the statistics of x.</summary>
    public static double[] BatchNorm(double[] x, double[] gamma, double[] beta, (int Plane, double Epsilon) shape)
    {
        double[] y = new double[x.Length];
        for (int c = 0; c < gamma.Length; c++)
        {
            int[] own = [.. Enumerable.Range(0, x.Length).Where(i => i / shape.Plane % gamma.Length == c)];
            double mean = own.Average(i => x[i]);
            double variance = own.Average(i => (x[i] - mean) * (x[i] - mean));
            foreach (int i in own)
            {
                y[i] = (gamma[c] * (x[i] - mean) / Math.Sqrt(variance + shape.Epsilon)) + beta[c];
            }
        }

        return y;
    }

    /// <summary>Layer normalisation over the channels of each pixel.</summary>
    public static double[] ChannelNorm(double[] x, double[] gamma, double[] beta, (int Plane, double Epsilon) shape)
    {
        int channels = gamma.Length;
        return [.. x.Select((v, i) =>
        {
            int pixel = i - (i / shape.Plane % channels * shape.Plane);
            double mean = 0;
            double variance = 0;
            for (int c = 0; c < channels; c++)
            {
                mean += x[pixel + (c * shape.Plane)] / channels;
            }

            for (int c = 0; c < channels; c++)
            {
                variance += Math.Pow(x[pixel + (c * shape.Plane)] - mean, 2) / channels;
            }

            int own = i / shape.Plane % channels;
            return (gamma[own] * (v - mean) / Math.Sqrt(variance + shape.Epsilon)) + beta[own];
        })];
    }

    /// <summary>Normalisation of rows of consecutive elements.</summary>
    public static double[] RowNorm(double[] x, double[] scale, double[] shift, PlanarNormalizeShape shape) =>
        [.. x.Select((v, i) =>
        {
            int row = i / shape.RowLength;
            double[] all = x[(row * shape.RowLength)..((row + 1) * shape.RowLength)];
            double mean = all.Average();
            double variance = all.Average(w => (w - mean) * (w - mean));
            double value = (v - mean) / Math.Sqrt(variance + shape.Epsilon);
            int Entry(int count) => shape.EntryPerRow ? row % shape.RowCount % count : i % shape.RowLength % count;
            value *= scale.Length == 0 ? 1 : scale[Entry(scale.Length)];
            return value + (shift.Length == 0 ? 0 : shift[Entry(shift.Length)]);
        })];

    /// <summary>Local response normalisation.</summary>
    public static double[] LocalResponse(double[] x, LocalResponseSpec spec, int channels, int plane) =>
        [.. x.Select((v, i) =>
        {
            int channel = i / plane % channels;
            double sum = 0;
            for (int c = Math.Max(0, channel - ((spec.Size - 1) / 2)); c <= Math.Min(channels - 1, channel + (spec.Size / 2)); c++)
            {
                sum += Math.Pow(x[i + ((c - channel) * plane)], 2);
            }

            return v / Math.Pow(spec.Bias + ((double)spec.Alpha / spec.Size * sum), spec.Beta);
        })];

    /// <summary>Softmax or its logarithm along the middle of [outer, length, inner].</summary>
    public static double[] Softmax(double[] x, SoftmaxSpec spec) =>
        [.. x.Select((v, i) =>
        {
            int start = (i / (spec.Length * spec.Inner) * spec.Length * spec.Inner) + (i % spec.Inner);
            double sum = Enumerable.Range(0, spec.Length).Sum(j => Math.Exp(x[start + (j * spec.Inner)]));
            return spec.Logarithm ? v - Math.Log(sum) : Math.Exp(v) / sum;
        })];

    /// <summary>Products of [M, K] and [K, N] matrices; the second may be one for all.</summary>
    public static double[] MatMul(double[] a, double[] b, (int M, int K, int N) size)
    {
        int matrices = a.Length / (size.M * size.K);
        double[] c = new double[matrices * size.M * size.N];
        for (int i = 0; i < c.Length; i++)
        {
            int row = i / size.N;
            int second = b.Length == size.K * size.N ? 0 : row / size.M * size.K * size.N;
            for (int k = 0; k < size.K; k++)
            {
                c[i] += a[(row * size.K) + k] * b[second + (k * size.N) + (i % size.N)];
            }
        }

        return c;
    }
}
