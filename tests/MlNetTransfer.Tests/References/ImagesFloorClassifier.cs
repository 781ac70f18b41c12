using MlNetTransfer.Imaging;

namespace MlNetTransfer.Tests.References;

/// <summary>
/// What hand-made features reach: gradient histograms of 8x8 cells (8 directions), a histogram of 64 colours, standardised, and ridge regression
/// on one-hot targets. A picture set on which this does well does not need a network.
/// </summary>
internal static class ImagesFloorClassifier
{
    private const int CellCount = 8;
    private const int DirectionCount = 8;

    /// <summary>Gradient and colour histograms of a picture whose sides are multiples of 8.</summary>
    public static double[] Features(Image image)
    {
        double[] gradients = new double[CellCount * CellCount * DirectionCount];
        double[] colors = new double[64];
        for (int y = 1; y < image.Height - 1; y++)
        {
            for (int x = 1; x < image.Width - 1; x++)
            {
                double dx = Grey(image, x + 1, y) - Grey(image, x - 1, y);
                double dy = Grey(image, x, y + 1) - Grey(image, x, y - 1);
                double turn = ((Math.Atan2(dy, dx) / Math.PI) + 1) * DirectionCount;
                int cell = (y * CellCount / image.Height * CellCount) + (x * CellCount / image.Width);
                gradients[(cell * DirectionCount) + ((int)turn % DirectionCount)] += Math.Sqrt((dx * dx) + (dy * dy));
                Span<byte> pixel = image.Row(y).Slice(3 * x, 3);
                colors[(pixel[0] / 64 * 16) + (pixel[1] / 64 * 4) + (pixel[2] / 64)] += 1;
            }
        }

        for (int cell = 0; cell < CellCount * CellCount; cell++)
        {
            Span<double> histogram = gradients.AsSpan(cell * DirectionCount, DirectionCount);
            double sum = 0.01;
            foreach (double v in histogram)
            {
                sum += v * v;
            }

            for (int i = 0; i < DirectionCount; i++)
            {
                histogram[i] /= Math.Sqrt(sum);
            }
        }

        return [.. gradients, .. colors.Select(v => Math.Sqrt(v / (image.Width * image.Height)))];
    }

    /// <summary>Share of right answers on test pictures, the best over all strengths of the ridge: more than anyone could get by honest tuning.</summary>
    public static double BestAccuracy(double[][] train, int[] labels, double[][] test, int[] expected)
    {
        (double[][] x, double[][] z) = Standardise(train, test);
        int classCount = labels.Max() + 1;
        double[,] gram = Products(x, x);
        double[,] cross = Products(z, x);
        double best = 0;
        for (double strength = 1; strength < 1e6; strength *= 3)
        {
            double[,] weights = Solve(gram, strength, labels, classCount);
            int right = 0;
            for (int i = 0; i < z.Length; i++)
            {
                int answer = Enumerable.Range(0, classCount)
                    .MaxBy(c => Enumerable.Range(0, x.Length).Sum(j => cross[i, j] * weights[j, c]));
                right += answer == expected[i] ? 1 : 0;
            }

            best = Math.Max(best, (double)right / z.Length);
        }

        return best;
    }

    private static double Grey(Image image, int x, int y)
    {
        Span<byte> pixel = image.Row(y).Slice(3 * x, 3);
        return (pixel[0] + pixel[1] + pixel[2]) / (3 * 255.0);
    }

    private static (double[][] Train, double[][] Test) Standardise(double[][] train, double[][] test)
    {
        int count = train[0].Length;
        double[] mean = [.. Enumerable.Range(0, count).Select(j => train.Average(row => row[j]))];
        double[] deviation = [.. Enumerable.Range(0, count).Select(j => Math.Sqrt(train.Average(row => (row[j] - mean[j]) * (row[j] - mean[j]))) + 1e-9)];
        double[] Scale(double[] row) => [.. row.Select((v, j) => (v - mean[j]) / deviation[j])];
        return ([.. train.Select(Scale)], [.. test.Select(Scale)]);
    }

    private static double[,] Products(double[][] a, double[][] b)
    {
        double[,] result = new double[a.Length, b.Length];
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j < b.Length; j++)
            {
                double sum = 0;
                for (int k = 0; k < a[i].Length; k++)
                {
                    sum += a[i][k] * b[j][k];
                }

                result[i, j] = sum;
            }
        }

        return result;
    }

    /// <summary>(gram + strength I) weights = centred one-hot targets, by Cholesky.</summary>
    private static double[,] Solve(double[,] gram, double strength, int[] labels, int classCount)
    {
        int n = labels.Length;
        double[,] factor = Factor(gram, strength);
        double[,] weights = new double[n, classCount];
        for (int c = 0; c < classCount; c++)
        {
            double mean = labels.Count(label => label == c) / (double)n;
            for (int i = 0; i < n; i++)
            {
                double sum = (labels[i] == c ? 1 : 0) - mean;
                for (int k = 0; k < i; k++)
                {
                    sum -= factor[i, k] * weights[k, c];
                }

                weights[i, c] = sum / factor[i, i];
            }

            for (int i = n - 1; i >= 0; i--)
            {
                double sum = weights[i, c];
                for (int k = i + 1; k < n; k++)
                {
                    sum -= factor[k, i] * weights[k, c];
                }

                weights[i, c] = sum / factor[i, i];
            }
        }

        return weights;
    }

    /// <summary>Lower triangle whose product with its transpose is gram + strength I.</summary>
    private static double[,] Factor(double[,] gram, double strength)
    {
        int n = gram.GetLength(0);
        double[,] factor = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = gram[i, j] + (i == j ? strength : 0);
                for (int k = 0; k < j; k++)
                {
                    sum -= factor[i, k] * factor[j, k];
                }

                factor[i, j] = i == j ? Math.Sqrt(sum) : sum / factor[j, j];
            }
        }

        return factor;
    }
}
