using MlNetTransfer.Kernels;

namespace MlNetTransfer.Training;

/// <summary>
/// Ridge regression on standardised features for every strength at once: one reduction to band form, after which a strength costs
/// a band factor. Leave-one-out scores are exact for fixed means and deviations of the features.
/// </summary>
/// <remarks>
/// With rows scaled by the root of their weight, X the standardised features, y the centred targets, u the unit vector of the intercept and
/// H = u u' + X (X'X + s I)^-1 X', leaving sample i out changes its residual e_i to e_i / (1 - H_ii)
/// (Cook and Weisberg 1982; Golub, Heath, Wahba 1979). Which of X'X (d x d) and X X' (n x n) is smaller decides between
/// <see cref="PrimalRidge"/> and <see cref="DualRidge"/>.
/// </remarks>
internal abstract class RidgeFactorization(DenseGemm gemm, StandardizedFeatures features, RidgeTargets targets)
{
    /// <summary>Rows or columns of features that are widened to double at a time.</summary>
    protected const int BlockSize = 256;

    public DenseGemm Gemm => gemm;

    public StandardizedFeatures Features => features;

    public RidgeTargets Targets => targets;

    /// <summary>The smaller Gram matrix in band form.</summary>
    public abstract DenseBandForm Form { get; }

    /// <summary>Chooses the smaller side and factors it.</summary>
    public static RidgeFactorization Create(DenseGemm gemm, StandardizedFeatures features, RidgeTargets targets, CancellationToken cancellationToken) =>
        features.RowCount <= features.ColumnCount
            ? new DualRidge(gemm, features, targets, cancellationToken)
            : new PrimalRidge(gemm, features, targets, cancellationToken);

    /// <summary>Computes leave-one-out scores, [n][C] for each shift (strength times the sum of weights).</summary>
    public abstract double[][] LeaveOneOut(IReadOnlyList<double> shifts, CancellationToken cancellationToken);

    /// <summary>Computes coefficients of standardised features, [C][d].</summary>
    public abstract double[] Coefficients(double shift, CancellationToken cancellationToken);

    /// <summary>Solves in the band's coordinates: (B + shift I)^-1 times the rotated targets, [C][Order].</summary>
    public double[] BandSolutions(double shift, CancellationToken cancellationToken) =>
        SolveAll([shift], RightSides(cancellationToken), cancellationToken).Solutions;

    /// <summary>The targets (or their products with the features) in the band's coordinates, [C][Order].</summary>
    protected abstract double[] RightSides(CancellationToken cancellationToken);

    /// <summary>Factors the band for each shift and solves for each right-hand side: answers [shifts * C][Order].</summary>
    protected (DenseBandFactor[] Factors, double[] Solutions) SolveAll(IReadOnlyList<double> shifts, double[] right, CancellationToken cancellationToken)
    {
        DenseBandFactor[] factors = new DenseBandFactor[shifts.Count];
        double[] solutions = new double[checked(shifts.Count * right.Length)];
        IndependentItems.Run(
            gemm.Team,
            shifts.Count,
            (item, _) =>
            {
                factors[item] = DenseBandFactor.Of(Form.Band, 1, shifts[item]);
                right.CopyTo(solutions, item * right.Length);
                factors[item].Apply(
                    [DenseBandStrip.Operation.Solve, DenseBandStrip.Operation.SolveTransposed],
                    solutions.AsSpan(item * right.Length, right.Length),
                    gemm.LaneCount);
            },
            cancellationToken);
        return (factors, solutions);
    }

    /// <summary>Adds left (count x n) times the weighted features (n x d) to target (count x d), a block of rows at a time.</summary>
    protected void AddProductWithFeatures(double[] left, int count, double[] target, CancellationToken cancellationToken)
    {
        DenseView whole = DenseView.Of(left, count, features.RowCount);
        DenseView sum = DenseView.Of(target, count, features.ColumnCount);
        for (int row = 0; row < features.RowCount; row += BlockSize)
        {
            DenseView block = WeightedRows(row, Math.Min(BlockSize, features.RowCount - row), cancellationToken);
            gemm.Multiply(
                new DenseProduct { Left = whole.Part(0, row, count, block.RowCount), Right = block, Target = sum, Mode = DenseTile.Write.Add },
                cancellationToken);
        }
    }

    /// <summary>Rows of standardised features, each times the root of its weight, in memory that the next call reuses.</summary>
    protected DenseView WeightedRows(int firstRow, int count, CancellationToken cancellationToken)
    {
        int columns = features.ColumnCount;
        double[] block = Buffer(checked(count * columns));
        IndependentItems.Run(
            gemm.Team,
            count,
            (row, _) => features.CopyRow(firstRow + row, 0, targets.Roots[firstRow + row], block.AsSpan(row * columns, columns)),
            cancellationToken);
        return DenseView.Of(block, count, columns);
    }

    private double[] _buffer = [];

    /// <summary>Memory of at least a length, reused.</summary>
    protected double[] Buffer(int length) => _buffer.Length >= length ? _buffer : _buffer = new double[length];
}
