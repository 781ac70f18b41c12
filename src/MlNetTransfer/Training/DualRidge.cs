using MlNetTransfer.Kernels;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Training;

/// <summary>Ridge through X X' (n x n): for fewer samples than features.</summary>
/// <remarks>
/// The matrix that is factored is K = X X' + t u u', t its mean eigenvalue: u spans the null space that centring makes, and lifting it
/// keeps 1 - H_ii free of cancellation. Since y and X have no part along u, nothing else changes: the leave-one-out residual is
/// a_i / ((K + s I)^-1_ii - u_i^2 / (t + s)) with a = (K + s I)^-1 y.
/// </remarks>
internal sealed class DualRidge : RidgeFactorization
{
    private readonly int _rows;

    public DualRidge(DenseGemm gemm, StandardizedFeatures features, RidgeTargets targets, CancellationToken cancellationToken)
        : base(gemm, features, targets)
    {
        _rows = features.RowCount;
        double[] gram = Gram(cancellationToken);
        double trace = 0;
        for (int i = 0; i < _rows; i++)
        {
            trace += gram[(i * _rows) + i];
        }

        Lift = trace > 0 ? trace / _rows : 1;
        for (int i = 0; i < _rows; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                gram[(i * _rows) + j] += Lift * targets.Units[i] * targets.Units[j];
            }
        }

        Form = DenseBandReduction.Reduce(gemm, gram, _rows, cancellationToken);
    }

    public override DenseBandForm Form { get; }

    /// <summary>t: the eigenvalue given to the intercept's direction.</summary>
    public double Lift { get; }

    public override double[][] LeaveOneOut(IReadOnlyList<double> shifts, CancellationToken cancellationToken)
    {
        int classes = Targets.ClassCount;
        (DenseBandFactor[] factors, double[] solutions) = SolveAll(shifts, RightSides(cancellationToken), cancellationToken);
        double[] dual = ToSamples(solutions, shifts.Count * classes, cancellationToken);
        double[] diagonals = Diagonals(factors, cancellationToken);
        double[][] scores = [.. shifts.Select(_ => new double[checked(_rows * classes)])];
        IndependentItems.Run(
            Gemm.Team,
            shifts.Count,
            (item, _) =>
            {
                for (int i = 0; i < _rows; i++)
                {
                    double unit = Targets.Units[i];
                    double left = (diagonals[(item * _rows) + i] - (unit * unit / (Lift + shifts[item]))) * Targets.Roots[i];
                    for (int c = 0; c < classes; c++)
                    {
                        double target = Targets.Labels[i] == c ? 1 : 0;
                        scores[item][(i * classes) + c] = target - (dual[(((item * classes) + c) * _rows) + i] / left);
                    }
                }
            },
            cancellationToken);
        return scores;
    }

    public override double[] Coefficients(double shift, CancellationToken cancellationToken)
    {
        double[] solutions = BandSolutions(shift, cancellationToken);
        return FeatureCoefficients(ToSamples(solutions, Targets.ClassCount, cancellationToken), cancellationToken);
    }

    /// <summary>Turns coefficients of samples, [C][n], into coefficients of features, [C][d].</summary>
    public double[] FeatureCoefficients(double[] sampleCoefficients, CancellationToken cancellationToken)
    {
        double[] coefficients = new double[checked(Targets.ClassCount * Features.ColumnCount)];
        AddProductWithFeatures(sampleCoefficients, Targets.ClassCount, coefficients, cancellationToken);
        return coefficients;
    }

    /// <summary>Multiplies rows, [count][n] in the band's coordinates, by Q'.</summary>
    public double[] ToSamples(double[] rows, int count, CancellationToken cancellationToken)
    {
        double[] samples = new double[checked(count * _rows)];
        Gemm.Multiply(
            new DenseProduct
            {
                Left = DenseView.Of(rows, count, _rows),
                Right = Form.Basis.Transposed,
                Target = DenseView.Of(samples, count, _rows),
            },
            cancellationToken);
        return samples;
    }

    protected override double[] RightSides(CancellationToken cancellationToken)
    {
        int classes = Targets.ClassCount;
        double[] right = new double[checked(classes * _rows)];
        Gemm.Multiply(
            new DenseProduct
            {
                Left = DenseView.Of(Targets.Values, classes, _rows),
                Right = Form.Basis,
                Target = DenseView.Of(right, classes, _rows),
            },
            cancellationToken);
        return right;
    }

    private double[] Gram(CancellationToken cancellationToken)
    {
        double[] gram = new double[checked(_rows * _rows)];
        for (int column = 0; column < Features.ColumnCount; column += BlockSize)
        {
            int count = Math.Min(BlockSize, Features.ColumnCount - column);
            int first = column;
            double[] block = Buffer(checked(_rows * count));
            IndependentItems.Run(
                Gemm.Team,
                _rows,
                (row, _) => Features.CopyRow(row, first, Targets.Roots[row], block.AsSpan(row * count, count)),
                cancellationToken);
            DenseView view = DenseView.Of(block, _rows, count);
            Gemm.Multiply(
                new DenseProduct
                {
                    Left = view,
                    Right = view.Transposed,
                    Target = DenseView.Of(gram, _rows, _rows),
                    Mode = DenseTile.Write.Add,
                    LowerOnly = true,
                },
                cancellationToken);
        }

        return gram;
    }

    /// <summary>The diagonal of (K + s I)^-1 for each factor: [factors][n].</summary>
    private double[] Diagonals(DenseBandFactor[] factors, CancellationToken cancellationToken)
    {
        const int width = DenseBandLeverage.StripWidth;
        double[] diagonals = new double[checked(factors.Length * _rows)];
        double[][] scratch = new double[Gemm.Team.WorkerCount][];
        IndependentItems.Run(
            Gemm.Team,
            (_rows + width - 1) / width,
            (strip, worker) =>
            {
                double[] memory = scratch[worker] ??= new double[checked(((2 * _rows) + DenseBandForm.Width) * width)];
                ComputeStrip(factors, strip, memory, diagonals);
            },
            cancellationToken);
        return diagonals;
    }

    private void ComputeStrip(DenseBandFactor[] factors, int strip, double[] memory, double[] diagonals)
    {
        const int width = DenseBandLeverage.StripWidth;
        Span<double> source = memory.AsSpan(0, _rows * width);
        int count = Math.Min(width, _rows - (strip * width));
        for (int s = 0; s < width; s++)
        {
            for (int k = 0; k < _rows; k++)
            {
                source[(k * width) + s] = s < count ? Form.Basis.Values[(((strip * width) + s) * _rows) + k] : 0;
            }
        }

        Span<double> squares = stackalloc double[width];
        for (int f = 0; f < factors.Length; f++)
        {
            DenseLaneDispatch.Run<DenseBandLeverage.Kernel, DenseBandLeverage.Args>(Gemm.LaneCount, new()
            {
                Factor = factors[f].Rows,
                Source = source,
                Stride = width,
                Scratch = memory.AsSpan(_rows * width),
                Squares = squares,
            });
            squares[..count].CopyTo(diagonals.AsSpan((f * _rows) + (strip * width)));
        }
    }
}
