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
}
