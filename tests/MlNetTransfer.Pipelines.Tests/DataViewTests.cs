using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines.Tests;

/// <summary>Objects as rows and back, splits, shuffles, schemas.</summary>
public sealed class DataViewTests
{
    private static readonly MLContext Context = new();

    [Fact]
    public void Objects_survive_the_way_through_a_view()
    {
        Everything[] rows =
        [
            new() { Text = "a", Flag = true, Number = 1.5f, Bytes = [1, 2], Words = ["x", "y"], Long = -3 },
            new() { Text = null!, Bytes = null!, Words = [] },
        ];
        Everything[] back = [.. Context.Data.CreateEnumerable<Everything>(Context.Data.LoadFromEnumerable(rows), reuseRowObject: false)];
        Assert.Equal(("a", true, 1.5f, -3L), (back[0].Text, back[0].Flag, back[0].Number, back[0].Long));
        Assert.Equal([1, 2], back[0].Bytes);
        Assert.Equal(["x", "y"], back[0].Words);
        Assert.Equal("", back[1].Text);
        Assert.Empty(back[1].Bytes);
    }

    [Fact]
    public void Reused_row_objects_are_one_object()
    {
        IDataView view = Numbers(3);
        Assert.Single(Context.Data.CreateEnumerable<NumberRow>(view, reuseRowObject: true).Distinct());
        Assert.Equal(3, Context.Data.CreateEnumerable<NumberRow>(view, reuseRowObject: false).Distinct().Count());
    }

    [Fact]
    public void Missing_and_wrong_columns_are_named()
    {
        InvalidOperationException missing = Assert.Throws<InvalidOperationException>(() => Context.Data.CreateEnumerable<Other>(Numbers(1), reuseRowObject: false));
        Assert.Contains("Other.Text wants column 'Text', which is not there; the columns are 'Value'", missing.Message, StringComparison.Ordinal);
        Assert.Single(Context.Data.CreateEnumerable<Other>(Numbers(1), reuseRowObject: false, ignoreMissingColumns: true));
        InvalidOperationException wrong = Assert.Throws<InvalidOperationException>(() => Context.Data.CreateEnumerable<WrongType>(Numbers(1), reuseRowObject: false));
        Assert.Contains("WrongType.Value is String, column 'Value' is Int32", wrong.Message, StringComparison.Ordinal);
        ArgumentOutOfRangeException name = Assert.Throws<ArgumentOutOfRangeException>(() => Numbers(1).Schema["Label"]);
        Assert.Contains("There is no column 'Label'; the columns are 'Value'", name.Message, StringComparison.Ordinal);
        ArgumentException kind = Assert.Throws<ArgumentException>(() => Context.Data.LoadFromEnumerable(new[] { new Unfit() }));
        Assert.Contains("Unfit.When is DateTime, which cannot be a column", kind.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void A_split_is_about_the_fraction_complete_disjoint_and_the_same_at_every_pass(double fraction)
    {
        DataOperationsCatalog.TrainTestData parts = Context.Data.TrainTestSplit(Numbers(2000), fraction, seed: 4);
        int[] train = [.. parts.TrainSet.GetColumn<int>("Value")];
        int[] test = [.. parts.TestSet.GetColumn<int>("Value")];
        Assert.InRange(test.Length, 2000 * fraction * 0.8, 2000 * fraction * 1.2);
        Assert.Equal(Enumerable.Range(0, 2000), train.Concat(test).Order());
        Assert.Equal(test, parts.TestSet.GetColumn<int>("Value"));
        Assert.NotEqual(test, Context.Data.TrainTestSplit(Numbers(2000), fraction, seed: 5).TestSet.GetColumn<int>("Value"));
    }

    [Fact]
    public void Rows_with_one_sampling_key_stay_together()
    {
        IDataView data = Context.Data.LoadFromEnumerable(Enumerable.Range(0, 300).Select(i => new GroupRow { Value = i, Group = $"g{i % 30}" }));
        DataOperationsCatalog.TrainTestData parts = Context.Data.TrainTestSplit(data, 0.3, samplingKeyColumnName: "Group");
        string[] train = [.. parts.TrainSet.GetColumn<string>("Group")];
        string[] test = [.. parts.TestSet.GetColumn<string>("Group")];
        Assert.Empty(train.Intersect(test));
        Assert.NotEmpty(test);
        Assert.Equal(300, train.Length + test.Length);
    }

    [Fact]
    public void Folds_cover_every_row_once()
    {
        IReadOnlyList<DataOperationsCatalog.TrainTestData> folds = Context.Data.CrossValidationSplit(Numbers(100), numberOfFolds: 4);
        Assert.Equal(Enumerable.Range(0, 100), folds.SelectMany(f => f.TestSet.GetColumn<int>("Value")).Order());
        Assert.All(folds, f => Assert.Equal(100, f.TrainSet.GetColumn<int>("Value").Concat(f.TestSet.GetColumn<int>("Value")).Distinct().Count()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Shuffled_rows_are_the_same_rows_in_one_other_order(bool shuffleSource)
    {
        IDataView shuffled = Context.Data.ShuffleRows(Numbers(500), seed: 9, shufflePoolSize: 50, shuffleSource);
        int[] values = [.. shuffled.GetColumn<int>("Value")];
        Assert.NotEqual(Enumerable.Range(0, 500), values);
        Assert.Equal(Enumerable.Range(0, 500), values.Order());
        Assert.Equal(values, shuffled.GetColumn<int>("Value"));
    }

    [Fact]
    public void Windows_and_caches_give_the_rows()
    {
        int passes = 0;
        IEnumerable<NumberRow> Rows()
        {
            passes++;
            for (int i = 0; i < 10; i++)
            {
                yield return new NumberRow { Value = i };
            }
        }

        IDataView cached = Context.Data.Cache(Context.Data.LoadFromEnumerable(Rows()));
        Assert.Equal([3, 4], Context.Data.TakeRows(Context.Data.SkipRows(cached, 3), 2).GetColumn<int>("Value"));
        Assert.Equal(10, cached.GetRowCount());
        Assert.Equal(1, passes);
        Assert.Equal(2, cached.Preview(maxRows: 2).RowView.Length);
    }

    [Fact]
    public void Columns_that_were_not_asked_for_cannot_be_read()
    {
        IDataView view = Context.Data.LoadFromEnumerable(new[] { new GroupRow { Group = "g" } });
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Value"]]);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Group"]));
        Assert.Contains("'Group' was not asked for", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["Value"]));
    }

    [Fact]
    public void Text_files_are_read_by_place_and_by_name()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("rows.tsv");
        File.WriteAllLines(path, ["Label\tPath\tA\tB", "\"x \"\"1\"\"\"\timg.jpg\t1\t2.5", "y\tother.jpg\t3\t4"]);
        IDataView view = Context.Data.LoadFromTextFile<TextRow>(path, hasHeader: true, allowQuoting: true);
        TextRow[] rows = [.. Context.Data.CreateEnumerable<TextRow>(view, reuseRowObject: false)];
        Assert.Equal(["x \"1\"", "y"], rows.Select(r => r.Label));
        Assert.Equal(["img.jpg", "other.jpg"], rows.Select(r => r.ImageSource));
        Assert.Equal([1, 2.5f], rows[0].Numbers);
        File.AppendAllText(path, "z\tp\tnot a number\t1\n");
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => view.GetColumn<float[]>("Numbers").ToList());
        Assert.Contains("rows.tsv(4): column 'Numbers' cannot be read", error.Message, StringComparison.Ordinal);
    }

    private static IDataView Numbers(int count) => Context.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new NumberRow { Value = i }).ToArray());

    private sealed class Everything
    {
        public string Text { get; set; } = "";

        public bool Flag { get; set; }

        public float Number { get; set; }

        public byte[] Bytes { get; set; } = [];

        public string[] Words { get; set; } = [];

        public long Long;

        [NoColumn]
        public DateTime Ignored { get; set; }
    }

    private sealed class NumberRow
    {
        public int Value;
    }

    private sealed class GroupRow
    {
        public int Value { get; set; }

        public string Group { get; set; } = "";
    }

    private sealed class Other
    {
        public string Text { get; set; } = "";
    }

    private sealed class WrongType
    {
        public string Value { get; set; } = "";
    }

    private sealed class Unfit
    {
        public DateTime When { get; set; }
    }

    private sealed class TextRow
    {
        [LoadColumn(0)]
        public string Label { get; set; } = "";

        [LoadColumnName("Path")]
        public string ImageSource { get; set; } = "";

        [LoadColumn(2, 3)]
        public float[] Numbers { get; set; } = [];
    }
}
