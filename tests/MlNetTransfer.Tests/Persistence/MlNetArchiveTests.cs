using System.Text;
using MlNetTransfer.Graphs;
using MlNetTransfer.Persistence.MlNet;
using static MlNetTransfer.TestSupport.MlNetBytes;

namespace MlNetTransfer.Tests.Persistence;

/// <summary>ML.NET's zip as a container: what is found in it, and what is said about files that are not as they should be.</summary>
public sealed class MlNetArchiveTests
{
    private const string Predictor = "TransformerChain/Transform_002/Model.key";
    private const string Classifier = "TransformerChain/Transform_002/Model/Model.key";
    private const string Network = "TransformerChain/Transform_002/Model/TFModel";
    private const string Schema = "TransformerChain/Transform_002/TrainSchema";

    [Theory]
    [InlineData('/', 1, 0)]
    [InlineData('\\', 1, 1)]
    [InlineData('/', 3, 2)]
    [InlineData('\\', 7, 1)]
    public void Finds_the_classifier_wherever_it_is(char separator, int nesting, byte packing)
    {
        MlNetFixture fixture = new() { Separator = separator, Nesting = nesting, Packing = packing };
        MlNetImageModel model = Read(fixture.ToZip());
        Assert.Equal(fixture.Classifier, model.Folder);
        Assert.Equal(fixture.ClassNames, model.ClassNames);
        Assert.Equal("LabelAsKey", model.LabelColumn);
        Assert.Equal("1.5.5+sha", model.Version);
        Assert.Equal(("DecodeJPGInput", "ResizeTensor", "input", "Score"), (model.PictureNode, model.ResizedNode, model.InputNode, model.ScoreNode));
        Assert.Equal(fixture.Graph(), model.Network.ToArray());
        Assert.False(model.IsNumbered);
    }

    [Fact]
    public void Classes_without_names_are_numbered()
    {
        MlNetImageModel model = Read(new MlNetFixture { HasNames = false }.ToZip());
        Assert.Equal(["0", "1", "2"], model.ClassNames);
        Assert.True(model.IsNumbered);
    }

    [Fact]
    public void Classes_may_be_called_by_numbers()
    {
        byte[] schema = MlNetBytes.Schema(1, ("LabelAsKey", Key(3), Singles(1, 2.5f, -3)));
        Assert.Equal(["1", "2.5", "-3"], Read(With(Schema, schema)).ClassNames);
    }

    [Fact]
    public void The_first_version_of_the_predictor_names_two_columns()
    {
        byte[] key = ModelKey("MulticlassPredXfer", "MC  PRED", 0x00010001, [.. I32(0), .. I32(1)], "Image", "LabelAsKey");
        Assert.Equal("daisy", Read(With(Predictor, key)).ClassNames[0]);
    }

    [Fact]
    public void A_label_without_a_column_leaves_the_classes_numbered()
    {
        byte[] key = ModelKey("MulticlassPredXfer", "MC  PRED", 0x00010002, [.. I32(0), .. I32(-1), .. I32(1), .. I32(1)], "Image", "Score");
        Assert.True(Read(With(Predictor, key)).IsNumbered);
    }

    public static TheoryData<string, string, byte[]> Broken()
    {
        byte[] classifier(int size, int classes, string picture, params byte[] more) => ModelKey(
            "ImageClassificationPred", "IMAGPRED", 0x00010001, [.. I32(size), .. I32(classes), .. Text(picture), .. Text("ResizeTensor:0"), .. Text("input"), .. Text("Score:0"), .. more]);
        byte[] good = new MlNetFixture().ClassifierKey();
        byte[] schema = new MlNetFixture().TrainSchema();
        (byte[] codec, byte[] block) = Texts("daisy", "tulip", "rose");
        byte[] names((byte[] Codec, byte[] Block) values) => MlNetBytes.Schema(0, ("LabelAsKey", Key(3), values));
        return new TheoryData<string, string, byte[]>
        {
            { Classifier, "do not begin with 'ML MODEL'", [.. "XX"u8, .. good[2..]] },
            { Classifier, "header version 00010003", Patched(good, 0x08, 3, 0, 1, 0, 3, 0, 1, 0) },
            { Classifier, "cut short or mixed up", good[..^1] },
            { Classifier, "the body is said to take", Patched(good, 0x1E, 0x7F) },
            { Classifier, "the body is said to take", Patched(good, 0x1F, 0xFF) },
            { Classifier, "the string table is said to take", Patched(good, 0x28, 9) },
            { Classifier, "the assembly's name is said to take", Patched(good, 0x9B, 0x70) },
            { Classifier, "signature 'IMAGPREX'", Patched(good, 0x47, (byte)'X') },
            { Classifier, "readable from 00010002; 'IMAGPRED' up to 00010001 is known", Patched(good, 0x48, 2, 0, 1, 0, 2, 0, 1, 0) },
            { Classifier, "floats of 8 bytes", classifier(8, 3, "DecodeJPGInput:0") },
            { Classifier, "and 1 classes", classifier(4, 1, "DecodeJPGInput:0") },
            { Classifier, "and -5 classes", classifier(4, -5, "DecodeJPGInput:0") },
            { Classifier, "the picture's tensor is called 'a:1'", classifier(4, 3, "a:1") },
            { Classifier, "7 bytes follow the names of tensors", classifier(4, 3, "DecodeJPGInput:0", new byte[7]) },
            { Classifier, "3 class names for 4 classes", classifier(4, 4, "DecodeJPGInput:0") },
            { Predictor, "the label column is string 9 of 1", ModelKey("MulticlassPredXfer", "MC  PRED", 0x00010002, [.. I32(0), .. I32(9), .. I32(0), .. I32(0)], "x") },
            { Predictor, "has no MulticlassPredXfer around it", ModelKey("SomethingElse", "MC  PRED", 0x00010002, []) },
            { Network, "the network is said to take 2147483647 bytes", [.. I32(int.MaxValue), 1, 2, 3] },
            { Network, "the network is said to take -1 bytes", [.. I32(-1), 1, 2, 3] },
            { Network, "1 bytes follow the network", [.. I32(2), 1, 2, 3] },
            { Schema, "do not begin with 'CML DVB'", schema[1..] },
            { Schema, "it needs a reader of version 0001000100010007", Patched(schema, 16, 7) },
            { Schema, "cut short or mixed up", schema[..^3] },
            { Schema, "a column's name is said to take", Patched(schema, 48, 200) },
            { Schema, "two classes have the same name", names(Texts("a", "b", "a")) },
            { Schema, "a class name is empty", names(Texts("a", "", "c")) },
            { Schema, "are of type VBuffer(Boolean)", names((Codec("VBuffer", Codec("Boolean")), block)) },
            { Schema, "are of type TextSpan()", names((Codec("TextSpan"), block)) },
            { Schema, "one vector with all of them (-1) was expected", names((codec, Patched(block, 8, 1, 0, 0, 0))) },
            { Schema, "the ends of class names is said to take", names((codec, [.. I32(1), .. I32(999_999_999), .. I32(-1), .. I32(0), .. I32(999_999_999), .. block[20..]])) },
            { Schema, "class name 1 is said to end at character 4", names((codec, Patched(block, 24, 4, 0, 0, 0))) },
            { Schema, "no valid UTF-8", names((codec, [.. block[..^2], 0xFF, 0xFE])) },
            { Schema, "1 bytes follow the class names", names((codec, [.. block, 0])) },
            { Schema, "packed by method 3", MlNetBytes.Schema(3, ("LabelAsKey", Key(3), (codec, block))) },
        };
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void Broken_parts_are_refused_with_place_and_reason(string entry, string reason, byte[] content)
    {
        InvalidModelException exception = Assert.Throws<InvalidModelException>(() => Read(With(entry, content)));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("old.zip: TransformerChain/Transform_002", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("Copy the zip again from where ML.NET wrote it.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Network)]
    [InlineData(Schema)]
    [InlineData(Predictor)]
    public void Missing_and_renamed_entries_are_named(string entry)
    {
        Dictionary<string, byte[]> entries = new MlNetFixture().Entries();
        entries[entry + "X"] = entries[entry];
        entries.Remove(entry);
        InvalidModelException exception = Assert.Throws<InvalidModelException>(() => Read(Zip(entries)));
        Assert.StartsWith($"old.zip: {entry}: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_models_of_MlNet_are_told_from_image_classifiers()
    {
        Dictionary<string, byte[]> entries = new()
        {
            ["TransformerChain/Model.key"] = ModelKey("TransformerChain", "XF CHAIN", 0x00010001, [.. I32(1), .. I32(7)]),
            ["TransformerChain/Transform_000/Model.key"] = ModelKey("LinearBinaryExecutor", "LINBMODL", 0x00010001, []),
        };
        Assert.Contains("without an image classifier; it holds TransformerChain, LinearBinaryExecutor.", Assert.Throws<InvalidModelException>(() => Read(Zip(entries))).Message, StringComparison.Ordinal);
        entries["TransformerChain/Transform_001/Model.key"] = ModelKey("ImageClassificationTrans", "IMGTRANS", 0x00010001, []);
        Assert.Contains("preview of ML.NET", Assert.Throws<InvalidModelException>(() => Read(Zip(entries))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_classifiers_are_refused_with_their_places()
    {
        Dictionary<string, byte[]> entries = new MlNetFixture().Entries();
        foreach ((string name, byte[] content) in entries.Where(e => e.Key.Contains("Transform_002", StringComparison.Ordinal)).ToArray())
        {
            entries[name.Replace("Transform_002", "Transform_005", StringComparison.Ordinal)] = content;
        }

        Assert.Contains(
            "holds 2 image classifiers (TransformerChain/Transform_002/Model, TransformerChain/Transform_005/Model)",
            Assert.Throws<InvalidModelException>(() => Read(Zip(entries))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_that_lie_about_their_bytes_are_refused()
    {
        byte[] zip = new MlNetFixture { Deflated = false }.ToZip();
        int content = zip.AsSpan().IndexOf("resnet_v2_50/SpatialSqueeze"u8);
        zip[content] ^= 1;
        Assert.Contains("checksum is wrong", Assert.Throws<InvalidModelException>(() => Read(zip)).Message, StringComparison.Ordinal);
        byte[] twice = MlNetBytes.Zip([.. new MlNetFixture().Entries().Select(e => (e.Key, e.Value)), (Network.Replace('/', '\\'), [1])]);
        Assert.Contains("two entries have this name", Assert.Throws<InvalidModelException>(() => Read(twice)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_hold_before_anything_is_unpacked()
    {
        byte[] bomb = With(Network, new byte[40 << 20]);
        Assert.True(bomb.Length < 1 << 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("packed to", Assert.Throws<InvalidModelException>(() => Read(bomb)).Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8 << 20);
        Assert.Contains("entries, 3 are allowed", Assert.Throws<InvalidModelException>(
            () => MlNetArchive.Read("old.zip", new MlNetFixture().ToZip(), new MlNetLimits { MaxEntries = 3 })).Message, StringComparison.Ordinal);
        Assert.Contains("at most 100 and", Assert.Throws<InvalidModelException>(
            () => MlNetArchive.Read("old.zip", new MlNetFixture().ToZip(), new MlNetLimits { MaxNetworkBytes = 100 })).Message, StringComparison.Ordinal);
        (byte[] codec, byte[] block) = Texts(new string('a', 1 << 16), "b", "c");
        Assert.Contains("unpack to more than 9,000 bytes", Assert.Throws<InvalidModelException>(
            () => MlNetArchive.Read("old.zip", With(Schema, MlNetBytes.Schema(1, ("LabelAsKey", Key(3), (codec, block)))), new MlNetLimits { MaxSchemaBytes = 9_000 })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the model's file calls the input 'other'", nameof(MlNetFixture.Prefix))]
    [InlineData("the network does not end with the head that ML.NET trains: 'Score' is written by Sigmoid, expected Softmax", nameof(MlNetFixture.LastOperator))]
    [InlineData("variables ('final_retrain_ops/weights/final_weights', VarHandleOp, ...), whose weights are in a checkpoint", nameof(MlNetFixture.HasVariables))]
    [InlineData("resizes with align_corners or half_pixel_centers", nameof(MlNetFixture.AlignsCorners))]
    [InlineData("the head has 3 classes, the model's file says 2", nameof(MlNetFixture.ClassCount))]
    public void Networks_that_MlNet_does_not_make_are_refused(string reason, string wrong)
    {
        byte[] zip = wrong switch
        {
            nameof(MlNetFixture.Prefix) => With(Classifier, ModelKey("ImageClassificationPred", "IMAGPRED", 0x00010001, [.. I32(4), .. I32(3), .. Text("DecodeJPGInput:0"), .. Text("ResizeTensor:0"), .. Text("other"), .. Text("Score:0")])),
            nameof(MlNetFixture.LastOperator) => new MlNetFixture { LastOperator = "Sigmoid" }.ToZip(),
            nameof(MlNetFixture.HasVariables) => new MlNetFixture { HasVariables = true }.ToZip(),
            nameof(MlNetFixture.AlignsCorners) => new MlNetFixture { AlignsCorners = true }.ToZip(),
            _ => new MlNetFixture { ClassCount = 2, ClassNames = ["a", "b"] }.ToZip(),
        };
        Assert.Contains(reason, Assert.Throws<InvalidModelException>(() => ImageClassifier.Load(zip)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Our_own_models_and_plain_zips_are_not_taken_for_MlNets()
    {
        Assert.False(MlNetArchive.IsOne(ArchiveSamples.Bytes()));
        Assert.False(MlNetArchive.IsOne(Zip([("readme.txt", Encoding.UTF8.GetBytes("text"))], deflate: true)));
        Assert.False(MlNetArchive.IsOne(new byte[100]));
        Assert.True(MlNetArchive.IsOne(new MlNetFixture { Separator = '\\' }.ToZip()));
        Assert.Contains("is no model archive", Assert.Throws<InvalidModelException>(() => ImageClassifier.Load(new byte[100])).Message, StringComparison.Ordinal);
    }

    private static MlNetImageModel Read(byte[] zip) => MlNetArchive.Read("old.zip", zip);

    private static byte[] With(string entry, byte[] content)
    {
        Dictionary<string, byte[]> entries = new MlNetFixture().Entries();
        entries[entry] = content;
        return Zip(entries);
    }

    private static byte[] Zip(Dictionary<string, byte[]> entries) => MlNetBytes.Zip(entries.Select(e => (e.Key, e.Value)));

    private static byte[] Zip((string, byte[])[] entries, bool deflate) => MlNetBytes.Zip(entries, deflate);

    private static byte[] Patched(byte[] bytes, int offset, params ReadOnlySpan<int> values)
    {
        byte[] patched = [.. bytes];
        for (int i = 0; i < values.Length; i++)
        {
            patched[offset + i] = (byte)values[i];
        }

        return patched;
    }
}
