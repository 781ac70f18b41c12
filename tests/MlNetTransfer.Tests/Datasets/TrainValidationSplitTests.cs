using MlNetTransfer.Datasets;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Datasets;

public sealed class TrainValidationSplitTests
{
    [Fact]
    public void Every_class_gives_its_share_and_nothing_is_lost()
    {
        int[] labels = [.. Enumerable.Range(0, 300).Select(i => i % 3)];
        TrainValidationSplit split = TrainValidationSplit.Create(labels, Different(300), Names(300), 0.2, 1);
        Assert.Equal(Enumerable.Range(0, 300), split.Train.Concat(split.Validation).Order());
        Assert.Equal([20, 20, 20], split.Validation.GroupBy(row => labels[row]).OrderBy(g => g.Key).Select(g => g.Count()));
    }

    [Fact]
    public void Equal_seeds_give_equal_splits_and_others_do_not()
    {
        int[] labels = new int[100];
        TrainValidationSplit first = TrainValidationSplit.Create(labels, Different(100), Names(100), 0.3, 7);
        Assert.Equal(first.Validation, TrainValidationSplit.Create(labels, Different(100), Names(100), 0.3, 7).Validation);
        Assert.NotEqual(first.Validation, TrainValidationSplit.Create(labels, Different(100), Names(100), 0.3, 8).Validation);
    }

    [Fact]
    public void Identical_files_stay_on_one_side_and_files_with_two_labels_are_learnt_from()
    {
        for (long seed = 0; seed < 50; seed++)
        {
            SeededRandom random = new(seed);
            ContentHash[] contents = [.. Enumerable.Range(0, 60).Select(_ => Hash(random.NextInt32(25)))];
            int[] labels = [.. Enumerable.Range(0, 60).Select(i => i % 2)];
            TrainValidationSplit split = TrainValidationSplit.Create(labels, contents, Names(60), 0.4, seed);
            Assert.Empty(split.Train.Select(r => contents[r]).Intersect(split.Validation.Select(r => contents[r])));
            Assert.All(split.Validation, row => Assert.Single(labels.Where((_, other) => contents[other] == contents[row]).Distinct()));
            Assert.InRange(split.Validation.Count, 0, 25);
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    public void A_class_never_gives_everything(int count, int expected) =>
        Assert.Equal(expected, TrainValidationSplit.Create(new int[count], Different(count), Names(count), 0.9, 1).Validation.Count);

    [Fact]
    public void Nothing_is_set_aside_at_fraction_zero_and_nonsense_is_refused()
    {
        Assert.Empty(TrainValidationSplit.Create(new int[10], Different(10), Names(10), 0, 1).Validation);
        Assert.Throws<ArgumentException>(() => TrainValidationSplit.Create(new int[10], Different(10), Names(10), 1, 1));
        Assert.Throws<ArgumentException>(() => TrainValidationSplit.Create(new int[10], Different(10), Names(10), double.NaN, 1));
        Assert.Throws<ArgumentException>(() => TrainValidationSplit.Create(new int[10], Different(9), Names(10), 0.1, 1));
    }

    [Fact]
    public void Pictures_of_one_series_stay_on_one_side()
    {
        string[] paths = [.. Enumerable.Range(0, 400).Select(i => FormattableString.Invariant($"a/{i / 10}-{i % 10 * 7}.jpg"))];
        for (long seed = 0; seed < 20; seed++)
        {
            TrainValidationSplit split = TrainValidationSplit.Create([.. Enumerable.Range(0, 400).Select(i => i % 20 / 10)], Different(400), paths, 0.2, seed);
            Assert.Empty(split.Train.Select(row => row / 10).Intersect(split.Validation.Select(row => row / 10)));
            Assert.Equal(80, split.Validation.Count);
        }
    }

    [Fact]
    public void A_series_larger_than_the_share_is_divided() => Assert.Equal(
        20, TrainValidationSplit.Create(new int[100], Different(100), [.. Enumerable.Range(0, 100).Select(i => FormattableString.Invariant($"a/photo{i}.jpg"))], 0.2, 1).Validation.Count);

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"class/{i}x"))];

    private static ContentHash[] Different(int count) => [.. Enumerable.Range(0, count).Select(Hash)];

    private static ContentHash Hash(int number) => ContentHash.Of(BitConverter.GetBytes(number));
}
