using MlNetTransfer.Datasets;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Datasets;

public sealed class StratifiedFoldsTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Every_part_has_its_share_of_every_class(int foldCount)
    {
        int[] labels = [.. Enumerable.Range(0, 310).Select(i => i % 10 / 4)];
        IReadOnlyList<int> folds = StratifiedFolds.Create(labels, Different(310), Alone(310), foldCount, 3);
        Assert.All(folds, fold => Assert.InRange(fold, 0, foldCount - 1));
        foreach (IGrouping<int, int> ofClass in Enumerable.Range(0, 310).GroupBy(row => labels[row]))
        {
            int[] counts = [.. Enumerable.Range(0, foldCount).Select(fold => ofClass.Count(row => folds[row] == fold))];
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }
    }

    [Fact]
    public void Equal_seeds_give_equal_parts_and_others_do_not()
    {
        IReadOnlyList<int> Of(long seed) => StratifiedFolds.Create(new int[90], Different(90), Alone(90), 3, seed);
        Assert.Equal(Of(1), Of(1));
        Assert.NotEqual(Of(1), Of(2));
    }

    [Fact]
    public void Equal_files_are_in_one_part_even_across_classes()
    {
        for (long seed = 0; seed < 30; seed++)
        {
            SeededRandom random = new(seed);
            ContentHash[] contents = [.. Enumerable.Range(0, 80).Select(_ => Hash(random.NextInt32(40)))];
            IReadOnlyList<int> folds = StratifiedFolds.Create([.. Enumerable.Range(0, 80).Select(i => i % 2)], contents, Alone(80), 3, seed);
            Assert.All(Enumerable.Range(0, 80).GroupBy(row => contents[row]), group => Assert.Single(group.Select(row => folds[row]).Distinct()));
        }
    }

    [Fact]
    public void Tiles_of_one_photo_are_in_one_part()
    {
        // Photos of 33, 40, 28 and 53 tiles: a part gets whole photos, and none much more than its share.
        int[] tiles = [33, 40, 28, 53];
        string[] paths = [.. tiles.SelectMany((count, photo) => Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"cracked/700{photo}-{i * 3}.jpg")))];
        IReadOnlyList<int> folds = StratifiedFolds.Create(new int[paths.Length], Different(paths.Length), paths, 3, 0);
        Assert.All(Enumerable.Range(0, paths.Length).GroupBy(row => paths[row].Split('-')[0]), photo => Assert.Single(photo.Select(row => folds[row]).Distinct()));
        Assert.Equal([40, 53, 61], folds.GroupBy(fold => fold).Select(fold => fold.Count()).Order());
    }

    [Theory]
    [InlineData("film/frame {0:0000}.png")]
    [InlineData("film/frame ({0}).png")]
    [InlineData("film/{0}.png")]
    public void One_film_is_cut_into_stretches(string name)
    {
        string[] paths = [.. Enumerable.Range(0, 120).Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, name, (i * 7 % 120) + 5))];
        IReadOnlyList<int> folds = StratifiedFolds.Create(new int[120], Different(120), paths, 3, 4);
        int[] inOrder = [.. Enumerable.Range(0, 120).OrderBy(i => i * 7 % 120).Select(i => folds[i])];
        Assert.Equal(2, inOrder.Zip(inOrder.Skip(1)).Count(pair => pair.First != pair.Second));
        Assert.All(folds.GroupBy(fold => fold), fold => Assert.Equal(40, fold.Count()));
    }

    [Fact]
    public void A_series_that_outweighs_the_others_is_cut_as_well()
    {
        string[] paths = [.. Enumerable.Range(0, 60).Select(i => i < 54 ? FormattableString.Invariant($"a/long_{i}.jpg") : FormattableString.Invariant($"a/other{i}x.jpg"))];
        IReadOnlyList<int> folds = StratifiedFolds.Create(new int[60], Different(60), paths, 3, 0);
        Assert.All(folds.GroupBy(fold => fold), fold => Assert.Equal(20, fold.Count()));
    }

    [Fact]
    public void Lists_of_different_lengths_are_refused() =>
        Assert.Throws<ArgumentException>(() => StratifiedFolds.Create(new int[3], Different(3), Alone(2), 2, 0));

    private static string[] Alone(int count) => [.. Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"class/{i}x.jpg"))];

    private static ContentHash[] Different(int count) => [.. Enumerable.Range(0, count).Select(Hash)];

    private static ContentHash Hash(int number) => ContentHash.Of(BitConverter.GetBytes(number));
}
