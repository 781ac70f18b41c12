using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.References;

/// <summary>Slow obvious formulas of dense linear algebra.</summary>
internal static class DenseReference
{
    public static double[,] Random(SeededRandom random, int rows, int columns)
    {
        double[,] values = new double[rows, columns];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                values[r, c] = (2 * random.NextDouble()) - 1;
            }
        }

        return values;
    }

    public static double[,] Multiply(double[,] a, double[,] b)
    {
        double[,] product = new double[a.GetLength(0), b.GetLength(1)];
        for (int r = 0; r < product.GetLength(0); r++)
        {
            for (int c = 0; c < product.GetLength(1); c++)
            {
                for (int k = 0; k < a.GetLength(1); k++)
                {
                    product[r, c] += a[r, k] * b[k, c];
                }
            }
        }

        return product;
    }

    public static double[,] Transpose(double[,] a)
    {
        double[,] result = new double[a.GetLength(1), a.GetLength(0)];
        for (int r = 0; r < a.GetLength(0); r++)
        {
            for (int c = 0; c < a.GetLength(1); c++)
            {
                result[c, r] = a[r, c];
            }
        }

        return result;
    }

    /// <summary>Solves A X = B by Gauss and Jordan with row exchanges.</summary>
    public static double[,] Solve(double[,] matrix, double[,] right)
    {
        double[,] a = (double[,])matrix.Clone();
        double[,] x = (double[,])right.Clone();
        int n = a.GetLength(0);
        for (int pivot = 0; pivot < n; pivot++)
        {
            int best = Enumerable.Range(pivot, n - pivot).MaxBy(r => Math.Abs(a[r, pivot]));
            Exchange(a, pivot, best);
            Exchange(x, pivot, best);
            for (int r = 0; r < n; r++)
            {
                double factor = r == pivot ? 0 : a[r, pivot] / a[pivot, pivot];
                Eliminate(a, r, pivot, factor);
                Eliminate(x, r, pivot, factor);
            }
        }

        for (int r = 0; r < n; r++)
        {
            for (int c = 0; c < x.GetLength(1); c++)
            {
                x[r, c] /= a[r, r];
            }
        }

        return x;
    }

    public static double[,] ToMatrix(DenseView view)
    {
        double[,] result = new double[view.RowCount, view.ColumnCount];
        for (int r = 0; r < view.RowCount; r++)
        {
            for (int c = 0; c < view.ColumnCount; c++)
            {
                result[r, c] = view.Values[view.Index(r, c)];
            }
        }

        return result;
    }

    public static double[] Flatten(double[,] values) => [.. values.Cast<double>()];

    public static DenseView ToView(double[,] values) => DenseView.Of(Flatten(values), values.GetLength(0), values.GetLength(1));

    public static double LargestDifference(double[,] a, double[,] b)
    {
        Assert.Equal((a.GetLength(0), a.GetLength(1)), (b.GetLength(0), b.GetLength(1)));
        return Flatten(a).Zip(Flatten(b), (x, y) => Math.Abs(x - y)).DefaultIfEmpty().Max();
    }

    private static void Exchange(double[,] a, int first, int second)
    {
        for (int c = 0; c < a.GetLength(1); c++)
        {
            (a[first, c], a[second, c]) = (a[second, c], a[first, c]);
        }
    }

    private static void Eliminate(double[,] a, int row, int pivot, double factor)
    {
        for (int c = 0; factor != 0 && c < a.GetLength(1); c++)
        {
            a[row, c] -= factor * a[pivot, c];
        }
    }
}
