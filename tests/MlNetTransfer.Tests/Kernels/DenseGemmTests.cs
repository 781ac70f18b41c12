using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Kernels;

public sealed class DenseGemmTests
{
    public static TheoryData<int, int, int, int> Shapes()
    {
        TheoryData<int, int, int, int> data = [];
        foreach (int lanes in (int[])[8, 4, 2, 1])
        {
            foreach ((int m, int n, int k) in ((int, int, int)[])[(1, 1, 1), (5, 15, 3), (6, 16, 256), (7, 17, 257), (49, 33, 31), (97, 40, 300), (13, 1, 5)])
            {
                data.Add(lanes, m, n, k);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Products_of_plain_and_transposed_operands_match_the_reference(int lanes, int m, int n, int k)
    {
        SeededRandom random = new(m + (100 * n) + (10000 * k));
        double[,] a = DenseReference.Random(random, m, k);
        double[,] b = DenseReference.Random(random, k, n);
        double[,] start = DenseReference.Random(random, m, n);
        double[,] product = DenseReference.Multiply(a, b);
        DenseGemm gemm = new(ThreadTeam.Shared(2), lanes);
        foreach (bool leftTransposed in (bool[])[false, true])
        {
            DenseView left = leftTransposed ? DenseReference.ToView(DenseReference.Transpose(a)).Transposed : DenseReference.ToView(a);
            foreach (bool rightTransposed in (bool[])[false, true])
            {
                DenseView right = rightTransposed ? DenseReference.ToView(DenseReference.Transpose(b)).Transposed : DenseReference.ToView(b);
                foreach (DenseTile.Write mode in Enum.GetValues<DenseTile.Write>())
                {
                    DenseView target = DenseReference.ToView(start);
                    gemm.Multiply(new DenseProduct { Left = left, Right = right, Target = target, Mode = mode });
                    (int old, int sign) = mode switch { DenseTile.Write.Set => (0, 1), DenseTile.Write.Add => (1, 1), _ => (1, -1) };
                    double[,] expected = new double[m, n];
                    for (int i = 0; i < m * n; i++)
                    {
                        expected[i / n, i % n] = (old * start[i / n, i % n]) + (sign * product[i / n, i % n]);
                    }

                    Assert.InRange(DenseReference.LargestDifference(expected, DenseReference.ToMatrix(target)), 0, 1e-12 * (k + 1));
                }
            }
        }
    }

    [Theory]
    [InlineData(8, 70)]
    [InlineData(4, 301)]
    [InlineData(1, 47)]
    public void A_symmetric_left_operand_is_read_from_its_lower_triangle(int lanes, int order)
    {
        SeededRandom random = new(order);
        double[,] square = DenseReference.Random(random, order, order);
        double[,] symmetric = new double[order, order];
        for (int r = 0; r < order; r++)
        {
            for (int c = 0; c < order; c++)
            {
                symmetric[r, c] = r >= c ? square[r, c] : square[c, r];
                square[r, c] = r >= c ? square[r, c] : double.NaN;
            }
        }

        double[,] b = DenseReference.Random(random, order, 20);
        DenseView target = DenseView.Of(new double[order * 20], order, 20);
        new DenseGemm(ThreadTeam.Shared(1), lanes).Multiply(
            new DenseProduct { Left = DenseReference.ToView(square).SymmetricLower, Right = DenseReference.ToView(b), Target = target });
        Assert.InRange(DenseReference.LargestDifference(DenseReference.Multiply(symmetric, b), DenseReference.ToMatrix(target)), 0, 1e-11);
    }

    [Fact]
    public void Lower_only_products_are_right_on_and_below_the_diagonal()
    {
        double[,] a = DenseReference.Random(new SeededRandom(3), 120, 40);
        DenseView target = DenseView.Of(new double[120 * 120], 120, 120);
        DenseView view = DenseReference.ToView(a);
        new DenseGemm(ThreadTeam.Shared(1)).Multiply(
            new DenseProduct { Left = view, Right = view.Transposed, Target = target, LowerOnly = true });
        double[,] expected = DenseReference.Multiply(a, DenseReference.Transpose(a));
        for (int r = 0; r < 120; r++)
        {
            for (int c = 0; c <= r; c++)
            {
                Assert.Equal(expected[r, c], target.Values[(r * 120) + c], 1e-12);
            }
        }
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        double[,] a = DenseReference.Random(new SeededRandom(4), 201, 300);
        double[,] b = DenseReference.Random(new SeededRandom(5), 300, 77);
        double[][] answers = [.. ((int[])[1, 2, 3, 8]).Select(threads =>
        {
            DenseView target = DenseView.Of(new double[201 * 77], 201, 77);
            new DenseGemm(ThreadTeam.Shared(threads)).Multiply(
                new DenseProduct { Left = DenseReference.ToView(a), Right = DenseReference.ToView(b), Target = target });
            return target.Values;
        })];
        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        DenseView view = DenseView.Of(new double[12], 3, 4);
        Assert.Throws<ArgumentException>(() =>
            new DenseGemm(ThreadTeam.Shared(1)).Multiply(new DenseProduct { Left = view, Right = view, Target = view }));
        Assert.Throws<ArgumentException>(() => DenseView.Of(new double[11], 3, 4));
        Assert.Throws<ArgumentException>(() => view.Part(1, 1, 3, 1));
    }
}
