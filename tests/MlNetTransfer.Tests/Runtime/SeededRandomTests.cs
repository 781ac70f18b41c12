using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Runtime;

public sealed class SeededRandomTests
{
    [Fact]
    public void Equal_seeds_give_equal_sequences_and_other_seeds_do_not()
    {
        SeededRandom a = new(42);
        SeededRandom b = new(42);
        SeededRandom c = new(43);
        ulong[] first = [.. Enumerable.Range(0, 100).Select(_ => a.NextUInt64())];
        Assert.Equal(first, Enumerable.Range(0, 100).Select(_ => b.NextUInt64()));
        Assert.NotEqual(first, Enumerable.Range(0, 100).Select(_ => c.NextUInt64()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Integers_stay_below_their_bound_and_reach_every_value(int bound)
    {
        SeededRandom random = new(1);
        HashSet<int> seen = [.. Enumerable.Range(0, bound * 20).Select(_ => random.NextInt32(bound))];
        Assert.All(seen, v => Assert.InRange(v, 0, bound - 1));
        Assert.Equal(bound, seen.Count);
    }

    [Fact]
    public void Derived_sequences_differ_in_every_number_of_their_path()
    {
        long[][] paths = [[], [0], [1], [0, 0], [0, 1], [1, 0], [-1], [long.MaxValue], [0, 0, 0]];
        ulong[] firsts = [.. paths.SelectMany(p => (ulong[])[SeededRandom.Derive(5, p).NextUInt64(), SeededRandom.Derive(6, p).NextUInt64()])];
        Assert.Equal(firsts.Length, firsts.Distinct().Count());
        Assert.Equal(SeededRandom.Derive(5, 1, 2).NextUInt64(), SeededRandom.Derive(5, 1, 2).NextUInt64());
    }

    [Fact]
    public void Normal_gamma_and_beta_numbers_have_their_moments()
    {
        const int Count = 40_000;
        SeededRandom random = new(11);
        Check(random.NextNormal, 0, 1);
        foreach (double shape in (double[])[0.2, 1, 3.5])
        {
            Check(() => random.NextGamma(shape), shape, shape);
        }

        foreach ((double a, double b) in ((double, double)[])[(0.2, 0.2), (1, 1), (2, 5)])
        {
            Check(() => random.NextBeta(a, b), a / (a + b), a * b / ((a + b) * (a + b) * (a + b + 1)));
        }

        // Five standard errors of the mean; the variance within 10 %.
        static void Check(Func<double> next, double mean, double variance)
        {
            double[] values = [.. Enumerable.Range(0, Count).Select(_ => next())];
            double found = values.Average();
            Assert.InRange(found - mean, -5 * Math.Sqrt(variance / Count), 5 * Math.Sqrt(variance / Count));
            Assert.InRange(values.Average(v => (v - mean) * (v - mean)) / variance, 0.9, 1.1);
        }
    }
}
