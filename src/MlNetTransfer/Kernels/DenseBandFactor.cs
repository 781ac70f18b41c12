using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels;

// Cholesky factor of scale * B + shift * I, B a symmetric band: L L' with L a lower band; n b^2 operations, and n b for a solution.
// Legend: n order, b = 32 width; row k of L holds columns k - b .. k, and the diagonal's inverse in place of the diagonal.
// Source: Golub and Van Loan 2013, section 4.3.5. Reference: tests Kernels/DenseBandFactorTests.cs.
internal sealed class DenseBandFactor
{
    private const int Width = DenseBandForm.Width;
    private const int RowLength = DenseBandForm.RowLength;

    /// <summary>The rows of L, followed by Width rows of zeros for <see cref="DenseBandStrip"/>.</summary>
    private readonly double[] _rows;

    private DenseBandFactor(double[] rows) => _rows = rows;

    /// <summary>L by rows of Width + 1; the last of each row is 1 / L[k, k].</summary>
    public ReadOnlySpan<double> Rows => _rows.AsSpan(0, Order * RowLength);

    public int Order => (_rows.Length / RowLength) - Width;

    /// <summary>Factors scale * B + shift * I.</summary>
    /// <exception cref="ArgumentException">The matrix is not positive definite.</exception>
    public static DenseBandFactor Of(ReadOnlySpan<double> band, double scale, double shift)
    {
        double[] rows = new double[band.Length + (Width * RowLength)];
        for (int k = 0; k < band.Length / RowLength; k++)
        {
            Span<double> row = rows.AsSpan(k * RowLength, RowLength);
            ReadOnlySpan<double> from = band.Slice(k * RowLength, RowLength);
            for (int c = Math.Max(0, Width - k); c < Width; c++)
            {
                // Column k - Width + c of this row; its own row of L starts at column k - 2 Width + c.
                ReadOnlySpan<double> above = rows.AsSpan((k - Width + c) * RowLength, RowLength);
                double sum = (scale * from[c]) - Dot(row[..c], above.Slice(Width - c, c));
                row[c] = sum * above[Width];
            }

            double pivot = (scale * from[Width]) + shift - Dot(row[..Width], row[..Width]);
            if (!(pivot > 0))
            {
                throw new ArgumentException(FormattableString.Invariant($"Pivot {k} of the band is {pivot}; the matrix plus {shift} is not positive definite."), nameof(band));
            }

            row[Width] = 1 / Math.Sqrt(pivot);
        }

        return new DenseBandFactor(rows);
    }

    /// <summary>Solves L L' x = b in place.</summary>
    public void Solve(Span<double> values)
    {
        for (int k = 0; k < Order; k++)
        {
            int first = Math.Max(0, k - Width);
            double sum = values[k] - Dot(Row(k).Slice(Width - (k - first), k - first), values[first..k]);
            values[k] = sum * Row(k)[Width];
        }

        SolveTransposed(values);
    }

    /// <summary>Solves L' x = b in place.</summary>
    public void SolveTransposed(Span<double> values)
    {
        for (int k = Order - 1; k >= 0; k--)
        {
            double value = values[k] *= Row(k)[Width];
            int first = Math.Max(0, k - Width);
            ReadOnlySpan<double> row = Row(k).Slice(Width - (k - first), k - first);
            for (int c = 0; c < row.Length; c++)
            {
                values[first + c] -= row[c] * value;
            }
        }
    }

    /// <summary>Replaces x by L x.</summary>
    public void Multiply(Span<double> values)
    {
        for (int k = Order - 1; k >= 0; k--)
        {
            int first = Math.Max(0, k - Width);
            values[k] = (values[k] / Row(k)[Width]) + Dot(Row(k).Slice(Width - (k - first), k - first), values[first..k]);
        }
    }

    /// <summary>Replaces x by L' x.</summary>
    public void MultiplyTransposed(Span<double> values)
    {
        for (int k = 0; k < Order; k++)
        {
            double value = values[k];
            int first = Math.Max(0, k - Width);
            ReadOnlySpan<double> row = Row(k).Slice(Width - (k - first), k - first);
            for (int c = 0; c < row.Length; c++)
            {
                values[first + c] += row[c] * value;
            }

            values[k] = value / Row(k)[Width];
        }
    }

    /// <summary>Does an operation on count vectors, [count][Order], in place, eight at a time.</summary>
    public void Apply(ReadOnlySpan<DenseBandStrip.Operation> operations, Span<double> vectors, int laneCount)
    {
        const int width = DenseBandStrip.StripWidth;
        int order = Order;
        double[] strip = new double[(order + (2 * Width)) * width];
        for (int first = 0; first < vectors.Length / order; first += width)
        {
            int count = Math.Min(width, (vectors.Length / order) - first);
            for (int v = 0; v < count; v++)
            {
                ReadOnlySpan<double> from = vectors.Slice((first + v) * order, order);
                for (int k = 0; k < from.Length; k++)
                {
                    strip[((k + Width) * width) + v] = from[k];
                }
            }

            foreach (DenseBandStrip.Operation operation in operations)
            {
                DenseLaneDispatch.Run<DenseBandStrip.Kernel, DenseBandStrip.Args>(
                    laneCount, new() { Factor = _rows, Values = strip, Operation = operation });
            }

            for (int v = 0; v < count; v++)
            {
                Span<double> to = vectors.Slice((first + v) * order, order);
                for (int k = 0; k < to.Length; k++)
                {
                    to[k] = strip[((k + Width) * width) + v];
                }
            }
        }
    }

    /// <summary>The band of L'L, in the form of <see cref="DenseBandForm.Band"/>.</summary>
    public double[] SquareTransposed()
    {
        double[] band = new double[Rows.Length];
        for (int k = 0; k < Order; k++)
        {
            // Row k of L adds the products of its elements to (L'L)[i, j] for all columns i >= j that it has.
            int first = Math.Max(0, k - Width);
            for (int i = first; i <= k; i++)
            {
                for (int j = first; j <= i; j++)
                {
                    band[(i * RowLength) + Width - (i - j)] += Element(k, i) * Element(k, j);
                }
            }
        }

        return band;
    }

    private double Element(int row, int column) => column == row ? 1 / Row(row)[Width] : Row(row)[Width - (row - column)];

    private ReadOnlySpan<double> Row(int k) => _rows.AsSpan(k * RowLength, RowLength);

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double even = 0;
        double odd = 0;
        int i = 0;
        for (; i + 1 < a.Length; i += 2)
        {
            even += a[i] * b[i];
            odd += a[i + 1] * b[i + 1];
        }

        return even + odd + (i < a.Length ? a[i] * b[i] : 0);
    }
}
