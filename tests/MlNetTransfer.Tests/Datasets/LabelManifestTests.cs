using MlNetTransfer.Datasets;

namespace MlNetTransfer.Tests.Datasets;

public sealed class LabelManifestTests
{
    [Theory]
    [InlineData("p/1.jpg,cat\np/2.jpg,dog\n")]
    [InlineData("path,label\np/1.jpg,cat\np/2.jpg,dog")]
    [InlineData("\uFEFFfilename;id;class\r\np/1.jpg;7;cat\r\n\r\np/2.jpg;8;dog\r\n")]
    [InlineData("label\tpath\ncat\tp/1.jpg\ndog\tp/2.jpg\n")]
    [InlineData("\"path\",\"label\"\n\"p/1.jpg\",\"cat\"\np\\2.jpg, dog \n")]
    [InlineData("p/1.jpg,cat\np/1.jpg,cat\np/2.jpg,dog\n")]
    public void Reads_the_table_whatever_its_dialect(string text)
    {
        using TemporaryFolder folder = new();
        folder.Write("p/1.jpg", "x");
        folder.Write("p/2.jpg", "x");
        PictureListing listing = LabelManifest.Read(folder.Write("labels.csv", text));
        Assert.Equal(["cat", "dog"], listing.ClassNames);
        Assert.Equal([new PictureItem("p/1.jpg", 0), new PictureItem("p/2.jpg", 1)], listing.Items);
    }

    [Fact]
    public void Quotes_may_hold_separators_quotes_and_line_ends()
    {
        using TemporaryFolder folder = new();
        folder.Write("a, \"b\".jpg", "x");
        folder.Write("c.jpg", "x");
        PictureListing listing = LabelManifest.Read(folder.Write("l.csv", "\"a, \"\"b\"\".jpg\",\"two\nlines\"\nc.jpg,=x\n"));
        Assert.Equal("a, \"b\".jpg", listing.Items[0].RelativePath);
        Assert.Equal(["=x", "two\nlines"], listing.ClassNames);
    }

    [Fact]
    public void All_problems_come_together_and_the_rest_is_counted()
    {
        using TemporaryFolder folder = new();
        folder.Write("1.jpg", "x");
        string rows = "1.jpg,cat\n1.jpg,dog\n,cat\n1.jpg\nx.jpg,\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"no{i}.jpg,cat\n"));
        UnusableDatasetException exception = Assert.Throws<UnusableDatasetException>(() => LabelManifest.Read(folder.Write("l.csv", rows)));
        Assert.Equal(34, exception.Problems.Count);
        Assert.Contains("line 2: '1.jpg' is 'dog' here and 'cat' on line 1", exception.Message, StringComparison.Ordinal);
        Assert.Contains("line 3: the path is empty", exception.Message, StringComparison.Ordinal);
        Assert.Contains("line 4: 1 column(s)", exception.Message, StringComparison.Ordinal);
        Assert.Contains("line 5: 'x.jpg' has no label", exception.Message, StringComparison.Ordinal);
        Assert.Contains("and 14 more", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("no20.jpg", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "holds no rows")]
    [InlineData("a,b,c\n", "3 column(s)")]
    [InlineData("path,name\nx,y\n", "wanted a header with 'path' and 'label'")]
    [InlineData("\"1.jpg,cat\n", "column(s)")]
    [InlineData("1.jpg,\"cat\n", "never closed")]
    public void A_file_that_is_no_such_table_is_refused(string text, string expected)
    {
        using TemporaryFolder folder = new();
        folder.Write("1.jpg", "x");
        UnusableDatasetException exception = Assert.Throws<UnusableDatasetException>(() => LabelManifest.Read(folder.Write("l.csv", text)));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_encodings_and_missing_files_are_named()
    {
        using TemporaryFolder folder = new();
        Assert.Contains("not UTF-8 at byte 2", Assert.Throws<UnusableDatasetException>(() =>
            LabelManifest.Read(folder.Write("l.csv", [(byte)'a', (byte)',', 0xE9, 10]))).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<UnusableDatasetException>(() => LabelManifest.Read(folder.At("none"))).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<UnusableDatasetException>(() => LabelManifest.Read(folder.Root)).Message, StringComparison.Ordinal);
    }
}
