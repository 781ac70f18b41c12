using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;
using MlNetTransfer.Simd;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Kernels;

public sealed class DenseBandTests
{
    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 8)]
    [InlineData(32, 8)]
    [InlineData(33, 8)]
    [InlineData(34, 8)]
    [InlineData(35, 4)]
    [InlineData(65, 2)]
    [InlineData(66, 1)]
    [InlineData(97, 8)]
    [InlineData(150, 8)]
    public void Band_form_gives_the_matrix_back_with_an_orthogonal_basis(int order, int lanes)
    {
        double[,] symmetric = RandomDefinite(order, order + 3);
        double[] lower = DenseReference.Flatten(symmetric);
        DenseBandForm form = DenseBandReduction.Reduce(new DenseGemm(ThreadTeam.Shared(2), lanes), lower, order);
        double[,] basis = DenseReference.ToMatrix(form.Basis);
        double[,] back = DenseReference.Multiply(DenseReference.Multiply(basis, BandMatrix(form.Band)), DenseReference.Transpose(basis));
        Assert.InRange(DenseReference.LargestDifference(symmetric, back), 0, 1e-13 * order * order);
        double[,] identity = DenseReference.Multiply(DenseReference.Transpose(basis), basis);
        Assert.InRange(DenseReference.LargestDifference(identity, Identity(order)), 0, 1e-13 * order);
    }

    [Fact]
    public void A_matrix_of_low_rank_and_a_matrix_of_zeros_are_reduced()
    {
        foreach (int rank in (int[])[0, 1, 5])
        {
            double[,] factor = rank == 0 ? new double[80, 1] : DenseReference.Random(new SeededRandom(rank), 80, rank);
            double[,] symmetric = DenseReference.Multiply(factor, DenseReference.Transpose(factor));
            DenseBandForm form = DenseBandReduction.Reduce(new DenseGemm(ThreadTeam.Shared(1)), DenseReference.Flatten(symmetric), 80);
            double[,] basis = DenseReference.ToMatrix(form.Basis);
            double[,] back = DenseReference.Multiply(DenseReference.Multiply(basis, BandMatrix(form.Band)), DenseReference.Transpose(basis));
            Assert.InRange(DenseReference.LargestDifference(symmetric, back), 0, 1e-12);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(33)]
    [InlineData(90)]
    public void The_factor_solves_and_multiplies_as_the_matrix_does(int order)
    {
        DenseBandForm form = DenseBandReduction.Reduce(new DenseGemm(ThreadTeam.Shared(1)), DenseReference.Flatten(RandomDefinite(order, order + 5)), order);
        DenseBandFactor factor = DenseBandFactor.Of(form.Band, 0.5, 0.25);
        double[,] matrix = BandMatrix(form.Band);
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < order; j++)
            {
                matrix[i, j] = (0.5 * matrix[i, j]) + (i == j ? 0.25 : 0);
            }
        }

        double[,] lower = LowerOf(factor);
        Assert.InRange(DenseReference.LargestDifference(matrix, DenseReference.Multiply(lower, DenseReference.Transpose(lower))), 0, 1e-12 * order);
        double[,] square = DenseReference.Multiply(DenseReference.Transpose(lower), lower);
        Assert.InRange(DenseReference.LargestDifference(square, BandMatrix(factor.SquareTransposed())), 0, 1e-12 * order);
        double[,] right = DenseReference.Random(new SeededRandom(order), order, 1);
        Check(DenseReference.Solve(matrix, right), right, factor.Solve);
        Check(DenseReference.Solve(DenseReference.Transpose(lower), right), right, factor.SolveTransposed);
        Check(DenseReference.Multiply(lower, right), right, factor.Multiply);
        Check(DenseReference.Multiply(DenseReference.Transpose(lower), right), right, factor.MultiplyTransposed);
    }

    [Theory]
    [InlineData(8, 1, 1)]
    [InlineData(8, 40, 11)]
    [InlineData(4, 70, 8)]
    [InlineData(2, 33, 3)]
    [InlineData(1, 65, 9)]
    public void Strips_of_vectors_give_the_same_as_one_vector_at_a_time(int lanes, int order, int count)
    {
        DenseBandForm form = DenseBandReduction.Reduce(new DenseGemm(ThreadTeam.Shared(1)), DenseReference.Flatten(RandomDefinite(order, order + 5)), order);
        DenseBandFactor factor = DenseBandFactor.Of(form.Band, 1, 0.5);
        foreach ((DenseBandStrip.Operation operation, ActionOfSpan single) in ((DenseBandStrip.Operation, ActionOfSpan)[])
        [
            (DenseBandStrip.Operation.Multiply, factor.Multiply),
            (DenseBandStrip.Operation.MultiplyTransposed, factor.MultiplyTransposed),
            (DenseBandStrip.Operation.SolveTransposed, factor.SolveTransposed),
        ])
        {
            double[] vectors = DenseReference.Flatten(DenseReference.Random(new SeededRandom(order), count, order));
            double[] expected = [.. vectors];
            for (int v = 0; v < count; v++)
            {
                single(expected.AsSpan(v * order, order));
            }

            factor.Apply([operation], vectors, lanes);
            Assert.All(Enumerable.Range(0, vectors.Length), i => Assert.Equal(expected[i], vectors[i], 1e-10));
        }

        double[] solved = DenseReference.Flatten(DenseReference.Random(new SeededRandom(order), count, order));
        double[] whole = [.. solved];
        factor.Apply([DenseBandStrip.Operation.Solve, DenseBandStrip.Operation.SolveTransposed], solved, lanes);
        factor.Solve(whole.AsSpan(0, order));
        Assert.All(Enumerable.Range(0, order), i => Assert.Equal(whole[i], solved[i], 1e-10));
    }

    [Theory]
    [InlineData(8, 50)]
    [InlineData(4, 50)]
    [InlineData(2, 33)]
    [InlineData(1, 7)]
    public void Leverages_are_quadratic_forms_of_the_inverse(int lanes, int order)
    {
        DenseBandForm form = DenseBandReduction.Reduce(new DenseGemm(ThreadTeam.Shared(1)), DenseReference.Flatten(RandomDefinite(order, order + 5)), order);
        DenseBandFactor factor = DenseBandFactor.Of(form.Band, 1, 0.5);
        double[,] vectors = DenseReference.Random(new SeededRandom(9), order, DenseBandLeverage.StripWidth);
        double[] squares = new double[DenseBandLeverage.StripWidth];
        double[] scratch = new double[(order + DenseBandForm.Width) * DenseBandLeverage.StripWidth];
        Array.Fill(scratch, double.NaN);
        DenseLaneDispatch.Run<DenseBandLeverage.Kernel, DenseBandLeverage.Args>(lanes, new()
        {
            Factor = factor.Rows,
            Source = DenseReference.Flatten(vectors),
            Stride = DenseBandLeverage.StripWidth,
            Scratch = scratch,
            Squares = squares,
        });
        double[,] matrix = BandMatrix(form.Band);
        for (int i = 0; i < order; i++)
        {
            matrix[i, i] += 0.5;
        }

        double[,] expected = DenseReference.Multiply(DenseReference.Transpose(vectors), DenseReference.Solve(matrix, vectors));
        for (int s = 0; s < squares.Length; s++)
        {
            Assert.Equal(expected[s, s], squares[s], 1e-10);
        }
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused_with_its_pivot()
    {
        double[] band = new double[3 * DenseBandForm.RowLength];
        ArgumentException error = Assert.Throws<ArgumentException>(() => DenseBandFactor.Of(band, 1, 0));
        Assert.Contains("Pivot 0", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(100)]
    public void Vector_sums_match_the_obvious_loop(int length)
    {
        double[] a = DenseReference.Flatten(DenseReference.Random(new SeededRandom(1), 1, length));
        double[] b = DenseReference.Flatten(DenseReference.Random(new SeededRandom(2), 1, length));
        Assert.Equal(a.Zip(b, (x, y) => x * y).Sum(), DenseVector.Dot(a, b), 1e-13);
        double[] sum = [.. b];
        DenseVector.AddScaled(-2.5, a, sum);
        Assert.All(Enumerable.Range(0, length), i => Assert.Equal(b[i] - (2.5 * a[i]), sum[i], 1e-15));
    }

    private static void Check(double[,] expected, double[,] start, ActionOfSpan action)
    {
        double[] values = DenseReference.Flatten(start);
        action(values);
        Assert.All(Enumerable.Range(0, values.Length), i => Assert.Equal(expected[i, 0], values[i], 1e-9));
    }

    private delegate void ActionOfSpan(Span<double> values);

    private static double[,] RandomDefinite(int order, int rank)
    {
        double[,] factor = DenseReference.Random(new SeededRandom(order), order, rank);
        return DenseReference.Multiply(factor, DenseReference.Transpose(factor));
    }

    private static double[,] Identity(int order)
    {
        double[,] identity = new double[order, order];
        for (int i = 0; i < order; i++)
        {
            identity[i, i] = 1;
        }

        return identity;
    }

    private static double[,] BandMatrix(ReadOnlySpan<double> band)
    {
        int order = band.Length / DenseBandForm.RowLength;
        double[,] matrix = new double[order, order];
        for (int r = 0; r < order; r++)
        {
            for (int c = Math.Max(0, r - DenseBandForm.Width); c <= r; c++)
            {
                matrix[r, c] = matrix[c, r] = band[(r * DenseBandForm.RowLength) + DenseBandForm.Width - (r - c)];
            }
        }

        return matrix;
    }

    private static double[,] LowerOf(DenseBandFactor factor)
    {
        double[,] matrix = BandMatrix(factor.Rows);
        for (int r = 0; r < factor.Order; r++)
        {
            for (int c = r; c < factor.Order; c++)
            {
                matrix[r, c] = r == c ? 1 / matrix[r, r] : 0;
            }
        }

        return matrix;
    }
}
