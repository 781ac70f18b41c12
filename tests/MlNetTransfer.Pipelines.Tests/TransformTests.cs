using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Transforms;
using MlNetTransfer.Pipelines.Transforms.Image;

namespace MlNetTransfer.Pipelines.Tests;

/// <summary>Keys, copies and picture columns.</summary>
public sealed class TransformTests
{
    private static readonly MLContext Context = new();

    [Fact]
    public void Keys_count_from_one_in_the_order_asked_for_and_come_back_as_text()
    {
        IDataView data = Words("pear", "apple", "", "pear", "Zebra");
        foreach ((ValueToKeyMappingEstimator.KeyOrdinality order, uint[] expected, string[] names) in new[]
        {
            (ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence, new uint[] { 1, 2, 0, 1, 3 }, new[] { "pear", "apple", "Zebra" }),
            (ValueToKeyMappingEstimator.KeyOrdinality.ByValue, [3, 2, 0, 3, 1], ["Zebra", "apple", "pear"]),
        })
        {
            var chain = Context.Transforms.Conversion.MapValueToKey("Key", "Text", keyOrdinality: order)
                .Append(Context.Transforms.Conversion.MapKeyToValue("Back", "Key"));
            IDataView result = chain.Fit(data).Transform(data);
            Assert.Equal(expected, result.GetColumn<uint>("Key"));
            Assert.Equal(["pear", "apple", "", "pear", "Zebra"], result.GetColumn<string>("Back"));
            VBuffer<ReadOnlyMemory<char>> values = default;
            result.Schema["Key"].GetKeyValues(ref values);
            Assert.Equal(names, values.DenseValues().Select(v => v.ToString()));
        }
    }

    [Fact]
    public void Numbers_can_be_keys_and_values_beyond_the_maximum_are_missing()
    {
        IDataView data = Context.Data.LoadFromEnumerable(new[] { 7, 5, 9, 5 }.Select(n => new NumberRow { Number = n }));
        ITransformer model = Context.Transforms.Conversion.MapValueToKey("Key", "Number", maximumNumberOfKeys: 2).Fit(data);
        IDataView keyed = model.Transform(data);
        Assert.Equal([1u, 2, 0, 2], keyed.GetColumn<uint>("Key"));
        VBuffer<int> values = default;
        keyed.Schema["Key"].GetKeyValues(ref values);
        Assert.Equal([7, 5], values.DenseValues());
        IDataView back = Context.Transforms.Conversion.MapKeyToValue("Key").Fit(keyed).Transform(keyed);
        Assert.Equal([7, 5, 0, 5], back.GetColumn<int>("Key"));
    }

    [Fact]
    public void Key_data_says_values_and_order()
    {
        IDataView data = Words("b", "c", "a");
        IDataView keys = Words("a", "b");
        Assert.Equal([2u, 0, 1], Context.Transforms.Conversion.MapValueToKey("Key", "Text", keyData: keys).Fit(data).Transform(data).GetColumn<uint>("Key"));
    }

    [Fact]
    public void Later_columns_hide_earlier_ones_of_the_same_name()
    {
        IDataView data = Words("a", "b");
        IDataView keyed = Context.Transforms.Conversion.MapValueToKey("Text").Fit(data).Transform(data);
        Assert.Equal(2, keyed.Schema.Count);
        Assert.True(keyed.Schema[0].IsHidden);
        Assert.Equal(1, keyed.Schema["Text"].Index);
        Assert.Equal("a", keyed.GetColumn<string>(keyed.Schema[0]).First());
        IDataView copied = Context.Transforms.CopyColumns("Copy", "Text").Fit(keyed).Transform(keyed);
        Assert.True(copied.Schema["Copy"].HasKeyValues());
        Assert.Equal([1u, 2], copied.GetColumn<uint>("Copy"));
    }

    [Fact]
    public void Chains_check_all_columns_before_anything_is_learnt()
    {
        bool isRead = false;
        IEnumerable<WordRow> Rows()
        {
            isRead = true;
            yield return new WordRow();
        }

        IDataView data = Context.Data.LoadFromEnumerable(Rows());
        var chain = Context.Transforms.Conversion.MapValueToKey("Key", "Text").Append(Context.Transforms.Conversion.MapKeyToValue("Back", "Kee"));
        ArgumentException error = Assert.Throws<ArgumentException>(() => chain.Fit(data));
        Assert.Contains("MapKeyToValue: there is no column 'Kee'; the columns are 'Text', 'Key'", error.Message, StringComparison.Ordinal);
        Assert.False(isRead);
        ArgumentException notKey = Assert.Throws<ArgumentException>(() => Context.Transforms.Conversion.MapKeyToValue("Text").Append(Context.Transforms.CopyColumns("A", "Text")).Fit(data));
        Assert.Contains("wanted is a key column", notKey.Message, StringComparison.Ordinal);
        ArgumentException swapped = Assert.Throws<ArgumentException>(() =>
            Context.Transforms.CopyColumns("A", "Text").Append(Context.Transforms.LoadRawImageBytes("Bytes", "Text")).Fit(data));
        Assert.Contains("inputColumnName: \"Text\"", swapped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pixels_come_out_in_the_order_and_layout_asked_for()
    {
        using TemporaryFolder folder = new();
        // Two pixels: (1, 2, 3) and (4, 5, 6).
        File.WriteAllBytes(folder.File("p.png"), PngEncoder.Encode(new Image(2, 1, [1, 2, 3, 4, 5, 6])));
        IDataView data = Words("p.png");
        float[] Extract(ImagePixelExtractingEstimator.ColorBits colors, ImagePixelExtractingEstimator.ColorsOrder order, bool interleave, float offset = 0, float scale = 1) =>
            Context.Transforms.LoadImages("Image", folder.Root, "Text")
                .Append(Context.Transforms.ResizeImages("Sized", 2, 1, "Image", ImageResizingEstimator.ResizingKind.Fill))
                .Append(Context.Transforms.ExtractPixels("Pixels", "Sized", colors, order, interleave, offset, scale))
                .Fit(data).Transform(data).GetColumn<float[]>("Pixels").Single();

        Assert.Equal([1, 4, 2, 5, 3, 6], Extract(ImagePixelExtractingEstimator.ColorBits.Rgb, ImagePixelExtractingEstimator.ColorsOrder.ARGB, interleave: false));
        Assert.Equal([3, 2, 1, 6, 5, 4], Extract(ImagePixelExtractingEstimator.ColorBits.Rgb, ImagePixelExtractingEstimator.ColorsOrder.ABGR, interleave: true));
        Assert.Equal([255, 3, 255, 6], Extract(ImagePixelExtractingEstimator.ColorBits.Alpha | ImagePixelExtractingEstimator.ColorBits.Blue, ImagePixelExtractingEstimator.ColorsOrder.ABRG, interleave: true));
        Assert.Equal([0, 1.5f], Extract(ImagePixelExtractingEstimator.ColorBits.Red, ImagePixelExtractingEstimator.ColorsOrder.ARGB, interleave: false, offset: 1, scale: 0.5f));
    }

    [Theory]
    [InlineData(ImageResizingEstimator.ResizingKind.IsoCrop, ImageResizingEstimator.Anchor.Left, new byte[] { 10, 20 })]
    [InlineData(ImageResizingEstimator.ResizingKind.IsoCrop, ImageResizingEstimator.Anchor.Center, new byte[] { 20, 30 })]
    [InlineData(ImageResizingEstimator.ResizingKind.IsoCrop, ImageResizingEstimator.Anchor.Right, new byte[] { 30, 40 })]
    public void Crops_keep_the_part_at_the_anchor(ImageResizingEstimator.ResizingKind kind, ImageResizingEstimator.Anchor anchor, byte[] expected)
    {
        // Four columns and two rows of grey; two by two is wanted, so nothing is scaled.
        byte[] row = [10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 40, 40];
        MLImage resized = Resize(new Image(4, 2, [.. row, .. row]), 2, 2, kind, anchor);
        Assert.Equal([.. expected, .. expected], Enumerable.Range(0, 4).Select(i => resized.GetBGRPixels[i * 3]));
    }

    [Fact]
    public void Padding_puts_the_picture_in_the_middle_between_black_bars()
    {
        MLImage resized = Resize(new Image(2, 1, [9, 9, 9, 9, 9, 9]), 2, 3, ImageResizingEstimator.ResizingKind.IsoPad, ImageResizingEstimator.Anchor.Center);
        Assert.Equal([0, 0, 9, 9, 0, 0], Enumerable.Range(0, 6).Select(i => resized.GetBGRPixels[i * 3]));
    }

    [Fact]
    public void Images_keep_their_pixels_in_both_orders()
    {
        MLImage image = MLImage.CreateFromPixels(1, 2, MLPixelFormat.Rgba32, [1, 2, 3, 255, 4, 5, 6, 255]);
        Assert.Equal([3, 2, 1, 255, 6, 5, 4, 255], image.Pixels.ToArray());
        Assert.Equal(image.Pixels.ToArray(), MLImage.CreateFromPixels(1, 2, MLPixelFormat.Bgra32, image.Pixels).Pixels.ToArray());
        using TemporaryFolder folder = new();
        image.Save(folder.File("a.png"));
        Assert.Equal(image.GetBGRPixels, MLImage.CreateFromFile(folder.File("a.png")).GetBGRPixels);
        Assert.Throws<ArgumentException>(() => image.Save(folder.File("a.gif")));
        File.WriteAllText(folder.File("page.png"), "<html>");
        Assert.Contains("page.png", Assert.Throws<InvalidImageException>(() => MLImage.CreateFromFile(folder.File("page.png"))).Message, StringComparison.Ordinal);
    }

    private static MLImage Resize(Image source, int width, int height, ImageResizingEstimator.ResizingKind kind, ImageResizingEstimator.Anchor anchor)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("p.png"), PngEncoder.Encode(source));
        IDataView data = Words("p.png");
        return Context.Transforms.LoadImages("Image", folder.Root, "Text")
            .Append(Context.Transforms.ResizeImages("Image", width, height, resizing: kind, cropAnchor: anchor))
            .Fit(data).Transform(data).GetColumn<MLImage>("Image").Single();
    }

    private static IDataView Words(params string[] words) => Context.Data.LoadFromEnumerable(words.Select(w => new WordRow { Text = w }).ToArray());

    private sealed class WordRow
    {
        public string Text { get; set; } = "";
    }

    private sealed class NumberRow
    {
        public int Number { get; set; }
    }
}
