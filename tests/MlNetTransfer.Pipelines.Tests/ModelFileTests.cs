using System.IO.Compression;
using System.Text;
using MlNetTransfer.Graphs;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Transforms.Image;

namespace MlNetTransfer.Pipelines.Tests;

/// <summary>Chains in files: everything comes back, and nothing but clear errors comes out of other files.</summary>
public sealed class ModelFileTests
{
    private static readonly MLContext Context = new();

    [Fact]
    public void Every_transformer_comes_back_as_it_was()
    {
        using TemporaryFolder folder = new();
        new MLImageRow().Image.Save(folder.File("p.png"));
        IDataView data = Context.Data.LoadFromEnumerable(new[] { new Row { Path = "p.png", Label = "b", Size = 3 }, new Row { Path = "p.png", Label = "a", Size = 1.25 } });
        var inner = Context.Transforms.LoadImages("Image", folder.Root, "Path")
            .Append(Context.Transforms.ResizeImages("Image", 5, 4, resizing: ImageResizingEstimator.ResizingKind.IsoPad, cropAnchor: ImageResizingEstimator.Anchor.Top))
            .Append(Context.Transforms.ExtractPixels("Pixels", "Image", ImagePixelExtractingEstimator.ColorBits.Red | ImagePixelExtractingEstimator.ColorBits.Blue, ImagePixelExtractingEstimator.ColorsOrder.ABRG, true, 3.5f, 0.125f));
        var chain = Context.Transforms.Conversion.MapValueToKey([new("Key", "Label"), new("SizeKey", "Size")], addKeyValueAnnotationsAsText: true)
            .Append(Context.Transforms.LoadRawImageBytes("Bytes", folder.Root, "Path"))
            .Append(inner)
            .Append(Context.Transforms.Conversion.MapKeyToValue("Back", "SizeKey"), TransformerScope.TrainTest)
            .Append(Context.Transforms.CopyColumns("Copy", "Pixels"));
        ITransformer model = chain.Fit(data);
        using MemoryStream stream = new();
        Context.Model.Save(model, data.Schema, stream);
        ITransformer loaded = Context.Model.Load(stream, out DataViewSchema schema);

        (IDataView before, IDataView after) = (model.Transform(data), loaded.Transform(data));
        Assert.Equal(data.Schema.Select(c => c.ToString()), schema.Select(c => c.ToString()));
        Assert.Equal(before.Schema.Select(c => c.ToString()), after.Schema.Select(c => c.ToString()));
        Assert.Equal(before.GetColumn<float[]>("Copy"), after.GetColumn<float[]>("Copy"));
        Assert.Equal(before.GetColumn<byte[]>("Bytes"), after.GetColumn<byte[]>("Bytes"));
        Assert.Equal(["3", "1.25"], after.GetColumn<string>("Back"));
        Assert.Equal([1u, 2], after.GetColumn<uint>("Key"));
        Assert.Equal(4, ((TransformerChain<ITransformer>)loaded).GetModelFor(TransformerScope.Scoring).Count());
    }

    [Fact]
    public void Other_files_are_told_apart()
    {
        Assert.Contains("is no zip", Refusal("hello"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("load it with ImageClassifier.Load", Refusal(Zip(("manifest.json", "{}"))), StringComparison.Ordinal);
        Assert.Contains("a model of ML.NET", Refusal(Zip(("TransformerChain/Model.key", "x"))), StringComparison.Ordinal);
        Assert.Contains("no usable entry 'pipeline.json'", Refusal(Zip(("a.txt", "x"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "cannot be used")]
    [InlineData("[]", "is no JSON object")]
    [InlineData("""{"format":"other","formatVersion":1}""", "expected 1 of mlnet-transfer-pipeline")]
    [InlineData("""{"format":"mlnet-transfer-pipeline","formatVersion":2}""", "'formatVersion' is 2, expected 1 of")]
    [InlineData("""{"format":"mlnet-transfer-pipeline","formatVersion":1}""", "'transformers' is missing, expected a list")]
    [InlineData("""{"format":"mlnet-transfer-pipeline","formatVersion":1,"transformers":[{"kind":"System.Diagnostics.Process","scope":"Everything"}]}""", "'kind' is \"System.Diagnostics.Process\", expected CopyColumns")]
    [InlineData("""{"format":"mlnet-transfer-pipeline","formatVersion":1,"transformers":[{"kind":"CopyColumns","scope":"Everything","columns":[{"input":"","output":"a"}]}]}""", "'input' is \"\", expected the name of a column")]
    [InlineData("""{"format":"mlnet-transfer-pipeline","formatVersion":1,"transformers":[{"kind":"MapValueToKey","scope":"Everything","columns":[{"input":"a","output":"a","type":"Int32","textAnnotations":false,"values":["x"]}]}]}""", "'values' is [\"x\"], expected values of type Int32")]
    [InlineData("""{"format":"mlnet-transfer-pipeline","formatVersion":1,"transformers":[{"kind":"ImageClassification","scope":"Everything","model":"gone.zip"}]}""", "expected the name of an entry of the zip")]
    public void Wrong_manifests_say_where_and_what_was_expected(string manifest, string expected) =>
        Assert.Contains(expected, Refusal(Zip(("pipeline.json", manifest))), StringComparison.Ordinal);

    [Fact]
    public void Chains_that_are_nested_without_end_are_refused()
    {
        StringBuilder json = new("""{"format":"mlnet-transfer-pipeline","formatVersion":1,""");
        const int Depth = 30;
        json.Insert(json.Length, "\"transformers\":[{\"kind\":\"Chain\",\"scope\":\"Everything\",", Depth).Append("\"transformers\":[]");
        for (int i = 0; i < Depth; i++)
        {
            json.Append("}]");
        }

        Assert.Contains("nested more than 16 deep", Refusal(Zip(("pipeline.json", json.Append('}').ToString()))), StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_give_clear_errors_wherever_they_are_cut_or_changed()
    {
        using MemoryStream stream = new();
        IDataView data = Context.Data.LoadFromEnumerable(new[] { new Row { Label = "b" }, new Row { Label = "a" } });
        Context.Model.Save(Context.Transforms.Conversion.MapValueToKey("Label").Fit(data), data.Schema, stream);
        byte[] whole = stream.ToArray();
        for (int length = 0; length < whole.Length; length += 7)
        {
            Refusal(whole[..length]);
        }

        for (int i = 0; i < whole.Length; i += 3)
        {
            byte[] changed = [.. whole];
            changed[i] ^= 0x15;
            try
            {
                Context.Model.Load(new MemoryStream(changed), out _);
            }
            catch (InvalidModelException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    private static string Refusal(byte[] bytes) =>
        Assert.Throws<InvalidModelException>(() => Context.Model.Load(new MemoryStream(bytes), out _)).Message;

    private static byte[] Zip(params (string Name, string Content)[] entries)
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string content) in entries)
            {
                using StreamWriter writer = new(zip.CreateEntry(name).Open());
                writer.Write(content);
            }
        }

        return stream.ToArray();
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";

        public string Label { get; set; } = "";

        public double Size { get; set; }
    }

    private sealed class MLImageRow
    {
        public MLImage Image { get; } = MLImage.CreateFromPixels(2, 2, MLPixelFormat.Rgba32, [1, 2, 3, 255, 4, 5, 6, 255, 7, 8, 9, 255, 10, 11, 12, 255]);
    }
}
