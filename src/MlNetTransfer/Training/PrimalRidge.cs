using MlNetTransfer.Kernels;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Training;

/// <summary>Ridge through X'X (d x d): for more samples than features. Memory besides the features: a few d x d matrices and blocks of rows.</summary>
internal sealed class PrimalRidge : RidgeFactorization
{
    /// <summary>Samples whose leverages are computed at a time: a multiple of the strip's width.</summary>
    private const int LeverageBlock = 8 * DenseBandLeverage.StripWidth;

    private readonly double[] _cross;

    public PrimalRidge(DenseGemm gemm, StandardizedFeatures features, RidgeTargets targets, CancellationToken cancellationToken)
        : base(gemm, features, targets)
    {
        int columns = features.ColumnCount;
        double[] gram = new double[checked(columns * columns)];
        for (int row = 0; row < features.RowCount; row += BlockSize)
        {
            DenseView block = WeightedRows(row, Math.Min(BlockSize, features.RowCount - row), cancellationToken);
            gemm.Multiply(
                new DenseProduct
                {
                    Left = block.Transposed,
                    Right = block,
                    Target = DenseView.Of(gram, columns, columns),
                    Mode = DenseTile.Write.Add,
                    LowerOnly = true,
                },
                cancellationToken);
        }

        _cross = new double[checked(targets.ClassCount * columns)];
        AddProductWithFeatures(targets.Values, targets.ClassCount, _cross, cancellationToken);
        Form = DenseBandReduction.Reduce(gemm, gram, columns, cancellationToken);
    }

    public override DenseBandForm Form { get; }

    public override double[][] LeaveOneOut(IReadOnlyList<double> shifts, CancellationToken cancellationToken)
    {
        int classes = Targets.ClassCount;
        double[][] scores = [.. shifts.Select(_ => new double[checked(Features.RowCount * classes)])];
        (DenseBandFactor[] factors, double[] solutions) = SolveAll(shifts, RightSides(cancellationToken), cancellationToken);
        DenseView rotated = DenseView.Of(new double[checked(Form.Order * LeverageBlock)], Form.Order, LeverageBlock);
        DenseView predicted = DenseView.Of(new double[checked(shifts.Count * classes * LeverageBlock)], shifts.Count * classes, LeverageBlock);
        double[][] scratch = new double[Gemm.Team.WorkerCount][];
        for (int row = 0; row < Features.RowCount; row += LeverageBlock)
        {
            int count = Math.Min(LeverageBlock, Features.RowCount - row);
            int first = row;
            DenseView target = rotated.Part(0, 0, Form.Order, count);
            Gemm.Multiply(
                new DenseProduct { Left = Form.Basis.Transposed, Right = WeightedRows(row, count, cancellationToken).Transposed, Target = target },
                cancellationToken);
            Gemm.Multiply(
                new DenseProduct
                {
                    Left = DenseView.Of(solutions, shifts.Count * classes, Form.Order),
                    Right = target,
                    Target = predicted.Part(0, 0, shifts.Count * classes, count),
                },
                cancellationToken);
            IndependentItems.Run(
                Gemm.Team,
                shifts.Count,
                (item, worker) =>
                {
                    double[] memory = scratch[worker] ??= new double[(Form.Order + DenseBandForm.Width) * DenseBandLeverage.StripWidth];
                    ScoreBlock(new Block(item, first, count, rotated.Values, predicted.Values) { Scratch = memory }, factors[item], scores[item]);
                },
                cancellationToken);
        }

        return scores;
    }

    public override double[] Coefficients(double shift, CancellationToken cancellationToken)
    {
        return Rotate(BandSolutions(shift, cancellationToken), Form.Basis.Transposed, cancellationToken);
    }

    /// <summary>Multiplies rows, [count][d], by the basis or its transpose.</summary>
    public double[] Rotate(double[] rows, DenseView basis, CancellationToken cancellationToken)
    {
        int count = rows.Length / Form.Order;
        double[] result = new double[rows.Length];
        Gemm.Multiply(
            new DenseProduct { Left = DenseView.Of(rows, count, Form.Order), Right = basis, Target = DenseView.Of(result, count, Form.Order) },
            cancellationToken);
        return result;
    }

    protected override double[] RightSides(CancellationToken cancellationToken) => Rotate(_cross, Form.Basis, cancellationToken);

    private void ScoreBlock(in Block block, DenseBandFactor factor, double[] scores)
    {
        const int width = DenseBandLeverage.StripWidth;
        int classes = Targets.ClassCount;
        Span<double> squares = stackalloc double[width];
        for (int s = 0; s < block.Count; s++)
        {
            if (s % width == 0)
            {
                DenseLaneDispatch.Run<DenseBandLeverage.Kernel, DenseBandLeverage.Args>(Gemm.LaneCount, new()
                {
                    Factor = factor.Rows,
                    Source = block.Rotated.AsSpan(s),
                    Stride = LeverageBlock,
                    Scratch = block.Scratch,
                    Squares = squares,
                });
            }

            int i = block.FirstRow + s;
            double left = 1 - (Targets.Units[i] * Targets.Units[i]) - squares[s % width];
            for (int c = 0; c < classes; c++)
            {
                double predicted = block.Predicted[(((block.Item * classes) + c) * LeverageBlock) + s];
                double residual = (Targets.Values[(c * Targets.RowCount) + i] - predicted) / (left * Targets.Roots[i]);
                scores[(i * classes) + c] = (Targets.Labels[i] == c ? 1 : 0) - residual;
            }
        }
    }

    private readonly record struct Block(int Item, int FirstRow, int Count, double[] Rotated, double[] Predicted)
    {
        public required double[] Scratch { get; init; }
    }
}
