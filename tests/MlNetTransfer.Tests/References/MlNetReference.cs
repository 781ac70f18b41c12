namespace MlNetTransfer.Tests.References;

/// <summary>What ML.NET and TensorFlow compute with <see cref="MlNetFixture"/>'s network, in double precision straight from the formulas.</summary>
internal static class MlNetReference
{
    private const int C = 3;

    /// <summary>Features and scores of one picture: [row][column][R, G, B] bytes of any size.</summary>
    public static (double[] Features, double[] Scores) Run(byte[] pixels, int width, int height)
    {
        double[,,] input = Resize(pixels, width, height);
        double[] pooled = Pool(input);
        double[] features = Dense(pooled, MlNetFixture.Weights(2), MlNetFixture.Weights(3));
        return (features, Head(features));
    }

    /// <summary>ResizeBilinear without align_corners and half_pixel_centers on pixels of 0 to 1: source = output x size / new size, two samples an axis.</summary>
    private static double[,,] Resize(byte[] pixels, int width, int height)
    {
        double At(int y, int x, int c) => pixels[(((Math.Min(y, height - 1) * width) + Math.Min(x, width - 1)) * C) + c] / 255.0;
        double[,,] result = new double[MlNetFixture.Height, MlNetFixture.Width, C];
        for (int y = 0; y < MlNetFixture.Height; y++)
        {
            for (int x = 0; x < MlNetFixture.Width; x++)
            {
                (double sy, double sx) = (y * (double)height / MlNetFixture.Height, x * (double)width / MlNetFixture.Width);
                (int top, int left) = ((int)Math.Floor(sy), (int)Math.Floor(sx));
                (double v, double u) = (sy - top, sx - left);
                for (int c = 0; c < C; c++)
                {
                    result[y, x, c] = ((1 - v) * (((1 - u) * At(top, left, c)) + (u * At(top, left + 1, c))))
                        + (v * (((1 - u) * At(top + 1, left, c)) + (u * At(top + 1, left + 1, c))));
                }
            }
        }

        return result;
    }

    /// <summary>Conv2D 3x3, stride 2, SAME (of one missing row or column, all goes below or right), bias, Relu, mean.</summary>
    private static double[] Pool(double[,,] input)
    {
        (float[] weights, float[] biases) = (MlNetFixture.Weights(0), MlNetFixture.Weights(1));
        double[] sums = new double[MlNetFixture.HiddenCount];
        (int rows, int columns) = (MlNetFixture.Height / 2, MlNetFixture.Width / 2);
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                for (int m = 0; m < sums.Length; m++)
                {
                    double sum = biases[m];
                    for (int k = 0; k < 27; k++)
                    {
                        (int ky, int kx, int c) = (k / 9, k / 3 % 3, k % 3);
                        (int iy, int ix) = ((2 * y) + ky, (2 * x) + kx);
                        sum += iy < MlNetFixture.Height && ix < MlNetFixture.Width ? input[iy, ix, c] * weights[(k * sums.Length) + m] : 0;
                    }

                    sums[m] += Math.Max(0, sum);
                }
            }
        }

        return [.. sums.Select(s => s / (rows * columns))];
    }

    /// <summary>Softmax of features times weights plus bias.</summary>
    public static double[] Head(double[] features)
    {
        double[] logits = Dense(features, MlNetFixture.Weights(4, features.Length), MlNetFixture.Weights(5));
        double sum = logits.Sum(l => Math.Exp(l - logits.Max()));
        return [.. logits.Select(l => Math.Exp(l - logits.Max()) / sum)];
    }

    private static double[] Dense(double[] input, float[] weights, float[] biases) =>
        [.. biases.Select((b, m) => b + input.Select((v, k) => v * weights[(k * biases.Length) + m]).Sum())];
}
