using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels;

// Reduces a symmetric matrix to band form by blocked Householder reflections (first stage of the two-stage tridiagonalisation:
// Bischof, Lang and Sun 2000; compact WY: Schreiber and Van Loan 1989): 8/3 n^3 operations with Q, nearly all in DenseGemm.
// Legend: A symmetric (lower triangle), n its order, b = 32 the band's width; for each block column, V the reflections' vectors below
// the band (unit lower trapezoid), T their triangular factor: Q_j = I - V T V'. A22 the part of A below and right of the block.
// A22 <- Q_j' A22 Q_j = A22 - V X' - X V' with Y = A22 V T, X = Y - 1/2 V T' V' Y.
// Tolerance: |A - Q B Q'| and |Q'Q - I| below 1e-13 n |A|. Reference: tests Kernels/DenseBandReductionTests.cs.
internal sealed class DenseBandReduction
{
    private const int Width = DenseBandForm.Width;

    private readonly DenseGemm _gemm;
    private readonly int _order;
    private readonly DenseView _matrix;
    private readonly List<(int Row, DenseView Vectors, DenseView Factor)> _reflections = [];

    private DenseBandReduction(DenseGemm gemm, double[] matrix, int order)
    {
        _gemm = gemm;
        _order = order;
        _matrix = DenseView.Of(matrix, order, order);
    }

    /// <summary>Reduces a matrix of which the lower triangle is given; its memory is overwritten.</summary>
    public static DenseBandForm Reduce(DenseGemm gemm, double[] matrix, int order, CancellationToken cancellationToken = default)
    {
        DenseBandReduction reduction = new(gemm, matrix, order);
        for (int column = 0; column + Width + 1 < order; column += Width)
        {
            cancellationToken.ThrowIfCancellationRequested();
            reduction.ReduceBlock(column);
        }

        return new DenseBandForm(reduction.CopyBand(), reduction.BuildBasis(cancellationToken));
    }

    private void ReduceBlock(int column)
    {
        int row = column + Width;
        int length = _order - row;
        int count = Math.Min(Width, length - 1);

        // Left holds [V | X], right holds [X | V], so that V X' + X V' is one product.
        double[] left = new double[length * 2 * Width];
        double[] right = new double[length * 2 * Width];
        for (int r = 0; r < length; r++)
        {
            _matrix.Values.AsSpan(_matrix.Index(row + r, column), Width).CopyTo(left.AsSpan(r * 2 * Width));
        }

        Span<double> scales = stackalloc double[Width];
        scales.Clear();
        for (int c = 0; c < count; c++)
        {
            scales[c] = Reflect(left, length, c);
        }

        StoreTriangle(left, row, column, count);
        DenseView v = DenseView.Of(left, length, count, 2 * Width);
        DenseView factor = TriangularFactor(v, scales);
        _reflections.Add((row, Copy(v), factor));
        UpdateTrailing(left, right, v, factor);
    }

    /// <summary>Makes one reflection in column c of the panel, applies it to the columns right of c, and returns its scale.</summary>
    private double Reflect(double[] panel, int length, int c)
    {
        const int stride = 2 * Width;
        Span<double> values = stackalloc double[Width];
        Span<double> pivotRow = panel.AsSpan(c * stride, Width);
        DensePanelReflection.Args args = new()
        {
            Rows = panel.AsSpan((c + 1) * stride),
            RowCount = length - c - 1,
            Stride = stride,
            Column = c,
            Values = values,
        };
        DenseLaneDispatch.Run<DensePanelReflection.Sums, DensePanelReflection.Args>(_gemm.LaneCount, args);
        double alpha = pivotRow[c];
        double below = values[c];
        if (below == 0)
        {
            return 0;
        }

        double beta = -Math.CopySign(Math.Sqrt((alpha * alpha) + below), alpha);
        double scale = (beta - alpha) / beta;
        double inverse = 1 / (alpha - beta);
        for (int k = 0; k < Width; k++)
        {
            values[k] = k > c ? scale * (pivotRow[k] + (inverse * values[k])) : 0;
            pivotRow[k] -= values[k];
        }

        pivotRow[c] = beta;
        DenseLaneDispatch.Run<DensePanelReflection.Apply, DensePanelReflection.Args>(_gemm.LaneCount, new()
        {
            Rows = args.Rows,
            RowCount = args.RowCount,
            Stride = stride,
            Column = c,
            Values = values,
            Inverse = inverse,
        });
        return scale;
    }

    /// <summary>Moves the panel's triangle into the matrix's band and makes the panel the unit lower trapezoid V.</summary>
    private void StoreTriangle(double[] panel, int row, int column, int count)
    {
        for (int r = 0; r < Math.Min(Width, _order - row); r++)
        {
            for (int c = r; c < Width; c++)
            {
                ref double element = ref panel[(r * 2 * Width) + c];
                _matrix.Values[_matrix.Index(row + r, column + c)] = element;
                element = c == r && r < count ? 1 : 0;
            }
        }
    }

    private DenseView TriangularFactor(DenseView v, ReadOnlySpan<double> scales)
    {
        int count = v.ColumnCount;
        DenseView products = New(count, count);
        _gemm.Multiply(new DenseProduct { Left = v.Transposed, Right = v, Target = products });
        DenseView factor = New(count, count);
        for (int j = 0; j < count; j++)
        {
            factor.Values[factor.Index(j, j)] = scales[j];
            for (int i = 0; i < j; i++)
            {
                double sum = 0;
                for (int k = i; k < j; k++)
                {
                    sum += factor.Values[factor.Index(i, k)] * products.Values[products.Index(k, j)];
                }

                factor.Values[factor.Index(i, j)] = -scales[j] * sum;
            }
        }

        return factor;
    }

    private void UpdateTrailing(double[] left, double[] right, DenseView v, DenseView factor)
    {
        (int length, int count) = (v.RowCount, v.ColumnCount);
        DenseView trailing = _matrix.Part(_order - length, _order - length, length, length);
        DenseView product = New(length, count);
        _gemm.Multiply(new DenseProduct { Left = trailing.SymmetricLower, Right = v, Target = product });
        DenseView x = DenseView.Of(right, length, count, 2 * Width);
        _gemm.Multiply(new DenseProduct { Left = product, Right = factor, Target = x });
        DenseView inner = New(count, count);
        _gemm.Multiply(new DenseProduct { Left = v.Transposed, Right = x, Target = inner });
        DenseView half = New(count, count);
        _gemm.Multiply(new DenseProduct { Left = factor.Transposed, Right = inner, Target = half });
        for (int i = 0; i < half.Values.Length; i++)
        {
            half.Values[i] *= 0.5;
        }

        _gemm.Multiply(new DenseProduct { Left = v, Right = half, Target = x, Mode = DenseTile.Write.Subtract });
        for (int r = 0; r < length; r++)
        {
            Span<double> leftRow = left.AsSpan(r * 2 * Width, 2 * Width);
            Span<double> rightRow = right.AsSpan(r * 2 * Width, 2 * Width);
            rightRow[..count].CopyTo(leftRow[count..]);
            leftRow[..count].CopyTo(rightRow[count..]);
        }

        _gemm.Multiply(new DenseProduct
        {
            Left = DenseView.Of(left, length, 2 * count, 2 * Width),
            Right = DenseView.Of(right, length, 2 * count, 2 * Width).Transposed,
            Target = trailing,
            Mode = DenseTile.Write.Subtract,
            LowerOnly = true,
        });
    }

    private double[] CopyBand()
    {
        double[] band = new double[checked(_order * DenseBandForm.RowLength)];
        for (int row = 0; row < _order; row++)
        {
            int first = Math.Max(0, row - Width);
            _matrix.Values.AsSpan(_matrix.Index(row, first), row - first + 1)
                .CopyTo(band.AsSpan((row * DenseBandForm.RowLength) + Width - (row - first)));
        }

        return band;
    }

    /// <summary>Multiplies the reflections from the last to the first, so that each touches only what is no longer the identity.</summary>
    private DenseView BuildBasis(CancellationToken cancellationToken)
    {
        DenseView basis = New(_order, _order);
        for (int i = 0; i < _order; i++)
        {
            basis.Values[basis.Index(i, i)] = 1;
        }

        foreach ((int row, DenseView v, DenseView factor) in Enumerable.Reverse(_reflections))
        {
            cancellationToken.ThrowIfCancellationRequested();
            DenseView part = basis.Part(row, row, v.RowCount, v.RowCount);
            DenseView product = New(v.ColumnCount, v.RowCount);
            _gemm.Multiply(new DenseProduct { Left = v.Transposed, Right = part, Target = product }, cancellationToken);
            DenseView scaled = New(v.ColumnCount, v.RowCount);
            _gemm.Multiply(new DenseProduct { Left = factor, Right = product, Target = scaled }, cancellationToken);
            _gemm.Multiply(new DenseProduct { Left = v, Right = scaled, Target = part, Mode = DenseTile.Write.Subtract }, cancellationToken);
        }

        return basis;
    }

    private static DenseView New(int rows, int columns) => DenseView.Of(new double[checked(rows * columns)], rows, columns);

    private static DenseView Copy(DenseView source)
    {
        DenseView copy = New(source.RowCount, source.ColumnCount);
        for (int r = 0; r < source.RowCount; r++)
        {
            source.Values.AsSpan(source.Index(r, 0), source.ColumnCount).CopyTo(copy.Values.AsSpan(copy.Index(r, 0)));
        }

        return copy;
    }
}
