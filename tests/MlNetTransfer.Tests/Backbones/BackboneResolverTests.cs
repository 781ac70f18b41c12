using System.Globalization;
using MlNetTransfer.Backbones;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Tests.Backbones;

public sealed class BackboneResolverTests
{
    private static readonly string Hash = new('c', 64);

    private static readonly Dictionary<string, string> FullMetadata = new()
    {
        ["architecture"] = "Tiny",
        ["provenance"] = "made here",
        ["license"] = "MIT",
        ["mean"] = "127.5,127.5,127.5",
        ["std"] = "127.5",
        ["value_range"] = "0..255",
        ["normalization"] = "a remark",
        ["features"] = "5",
        ["logits"] = "3",
        ["labels"] = "cat,dog,bird",
        ["input_width"] = "8",
    };

    [Fact]
    public void Metadata_says_everything()
    {
        BackboneSpecification found = Resolve(Network(), FullMetadata).Specification;
        Assert.Equal(("Tiny", "made here", "MIT", Hash), (found.Name, found.Source, found.License, found.Sha256));
        Assert.Equal(("input", "features", "logits", 5), (found.InputName, found.FeatureName, found.LogitsName, found.FeatureCount));
        Assert.Equal(["cat", "dog", "bird"], found.ClassNames);
        Assert.Null(found.BackgroundClass);
        Assert.Equal(
            new ImagePreprocessing { Width = 8, Height = 6, Normalization = new InputNormalization { Mean = [127.5f, 127.5f, 127.5f], Deviation = [127.5f, 127.5f, 127.5f] } },
            found.Preprocessing);
    }

    [Fact]
    public void Nothing_is_guessed_and_all_flags_are_listed_at_once()
    {
        Graph graph = Network(height: null, width: null, features: "pool_out");
        UnresolvedBackboneException exception = Assert.Throws<UnresolvedBackboneException>(() => Resolve(graph, []));
        Assert.Equal(3, exception.Missing.Count);
        foreach (string flag in new[] { "--size WIDTHxHEIGHT", "--preprocessing torchvision|tensorflow|caffe|unit|raw", "--mean R,G,B --std R,G,B", "--features NAME", "pool_out", "net.onnx.json" })
        {
            Assert.Contains(flag, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Features_are_found_where_one_classifier_follows_the_pooling()
    {
        Graph network = Network(features: "embedding");
        Graph one = network with
        {
            Nodes = [.. network.Nodes.Take(2), new Node("fc", new Gemm { Alpha = 1, Beta = 1 }, ["flat", "w0"], ["scores"])],
            Outputs = [new ValueInfo("scores", ElementType.Float32, [Dimension.Batch, Dimension.Of(5)])],
        };
        BackboneSpecification found = Resolve(one, [], new BackboneOverrides { Preprocessing = "unit" }).Specification;
        Assert.Equal(("flat", 3, "scores"), (found.FeatureName, found.FeatureCount, found.LogitsName));
        Assert.Contains("'flat' (3 values, read by 'fc' for 5 classes)", Assert.Single(found.Notices), StringComparison.Ordinal);
        Assert.Empty(Resolve(one, [], new BackboneOverrides { Preprocessing = "unit", Features = "pooled" }).Specification.Notices);
        Assert.Throws<UnresolvedBackboneException>(() => Resolve(one, []));
        Assert.Throws<UnresolvedBackboneException>(() => Resolve(network, [], new BackboneOverrides { Preprocessing = "unit" }));
    }

    [Fact]
    public void Flags_resolve_what_was_missing()
    {
        Graph graph = Network(height: null, width: null, features: "pool_out");
        BackboneSpecification found = Resolve(graph, [], new BackboneOverrides
        {
            Preprocessing = "torchvision",
            Width = 224,
            Height = 224,
            Features = "pool_out",
        }).Specification;
        Assert.Equal("net", found.Name);
        Assert.Equal((ResizeMode.CenterCrop, 256, Interpolation.Bilinear), (found.Preprocessing.ResizeMode, found.Preprocessing.ShortSide, found.Preprocessing.Interpolation));
        Assert.Equal(123.675f, found.Preprocessing.Normalization.Mean[0], 1e-4f);
        Assert.Equal(57.375f, found.Preprocessing.Normalization.Deviation[2], 1e-4f);
        Assert.Equal("pool_out", found.FeatureName);
    }

    [Fact]
    public void Flags_go_before_metadata_and_metadata_before_the_sidecar()
    {
        using TemporaryFolder folder = new();
        folder.Write("net.onnx.json", "{ \"name\": \"sidecar\", \"license\": \"side\", \"mean\": [1, 2, 3], \"interpolation\": \"bicubic\" }");
        BackboneSpecification found = Resolve(Network(), FullMetadata, new BackboneOverrides { Mean = [7, 8, 9], Resize = "letterbox" }, folder.At("net.onnx")).Specification;
        Assert.Equal([7f, 8f, 9f], found.Preprocessing.Normalization.Mean);
        Assert.Equal("MIT", found.License);
        Assert.Equal("Tiny", found.Name);
        Assert.Equal((ResizeMode.Letterbox, Interpolation.Bicubic), (found.Preprocessing.ResizeMode, found.Preprocessing.Interpolation));
    }

    [Theory]
    [InlineData("torchvision", 123.675f, 58.395f, false)]
    [InlineData("tensorflow", 127.5f, 127.5f, false)]
    [InlineData("caffe", 123f, 1f, true)]
    [InlineData("unit", 0f, 255f, false)]
    [InlineData("raw", 0f, 1f, false)]
    public void Conventions_are_known_by_name(string name, float redMean, float redDeviation, bool blueFirst)
    {
        InputNormalization found = Resolve(Network(), [], new BackboneOverrides { Preprocessing = name }).Specification.Preprocessing.Normalization;
        Assert.Equal(redMean, found.Mean[0], 1e-4f);
        Assert.Equal(redDeviation, found.Deviation[0], 1e-4f);
        Assert.Equal(blueFirst, found.BlueFirst);
    }

    [Theory]
    [InlineData("0.485,0.456,0.406", "0.229,0.224,0.225")]
    [InlineData("0", "1")]
    public void Numbers_that_could_count_in_either_range_are_asked_about(string mean, string deviation)
    {
        Dictionary<string, string> metadata = new() { ["mean"] = mean, ["std"] = deviation };
        UnresolvedBackboneException exception = Assert.Throws<UnresolvedBackboneException>(() => Resolve(Network(), metadata));
        Assert.Contains("--value-range 0..1 or --value-range 0..255", exception.Message, StringComparison.Ordinal);
        float found = Resolve(Network(), metadata, new BackboneOverrides { ValueRange = "0..1" }).Specification.Preprocessing.Normalization.Deviation[0];
        Assert.Equal(255 * float.Parse(deviation.Split(',')[0], CultureInfo.InvariantCulture), found, 1e-4f);
    }

    [Fact]
    public void Units_belong_to_the_source_of_the_numbers()
    {
        Dictionary<string, string> inBytes = new() { ["mean"] = "100,110,120", ["std"] = "50,51,52", ["value_range"] = "0..255" };
        UnresolvedBackboneException exception = Assert.Throws<UnresolvedBackboneException>(() =>
            Resolve(Network(), inBytes, new BackboneOverrides { Mean = [0.4f, 0.5f, 0.6f] }));
        Assert.Contains("--value-range", exception.Message, StringComparison.Ordinal);
        using TemporaryFolder folder = new();
        folder.Write("net.onnx.json", "{ \"std\": [0.25, 0.5, 1], \"value_range\": \"0..1\" }");
        Dictionary<string, string> meanOnly = new() { ["mean"] = "100,110,120", ["value_range"] = "0..255" };
        InputNormalization found = Resolve(Network(), meanOnly, null, folder.At("net.onnx")).Specification.Preprocessing.Normalization;
        Assert.Equal([100f, 110f, 120f], found.Mean);
        Assert.Equal([63.75f, 127.5f, 255f], found.Deviation);
    }

    [Fact]
    public void Channels_last_is_seen_in_the_shape()
    {
        BackboneSpecification found = Resolve(Network(channelsLast: true), FullMetadata).Specification;
        Assert.True(found.Preprocessing.Normalization.ChannelsLast);
        Assert.Equal((8, 6), (found.Preprocessing.Width, found.Preprocessing.Height));
    }

    [Fact]
    public void A_shape_that_fits_both_layouts_is_asked_about()
    {
        Graph graph = Network(height: 3, width: 3);
        UnresolvedBackboneException exception = Assert.Throws<UnresolvedBackboneException>(() =>
            Resolve(graph, new Dictionary<string, string>(FullMetadata) { ["input_width"] = "3" }));
        Assert.Contains("--layout NCHW or --layout NHWC", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mean", "1,2")]
    [InlineData("mean", "one,two,three")]
    [InlineData("std", "0,1,1")]
    [InlineData("input_width", "9")]
    [InlineData("input_width", "-8")]
    [InlineData("color_order", "GRB")]
    [InlineData("interpolation", "nearest")]
    [InlineData("features", "6")]
    [InlineData("features", "nowhere")]
    [InlineData("input", "nowhere")]
    [InlineData("preprocessing", "mine")]
    public void Facts_that_make_no_sense_or_contradict_the_graph_are_refused(string name, string value) =>
        Assert.Throws<InvalidModelException>(() => Resolve(Network(), new Dictionary<string, string>(FullMetadata) { [name] = value }));

    [Theory]
    [InlineData("[]", "one object")]
    [InlineData("{ \"men\": [1,2,3] }", "unknown name(s) 'men'")]
    [InlineData("{ \"mean\": { } }", "wanted a text, a number")]
    [InlineData("{ \"mean\": 1, \"mean\": 2 }", "not valid JSON")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{ \"sha256\": \"00\" }", "describes a file with SHA-256 00")]
    public void A_sidecar_that_is_wrong_is_refused(string json, string expected)
    {
        using TemporaryFolder folder = new();
        folder.Write("net.onnx.json", json);
        InvalidModelException exception = Assert.Throws<InvalidModelException>(() => Resolve(Network(), FullMetadata, null, folder.At("net.onnx")));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "a b c", null, "a b c", null)]
    [InlineData(3, "background b c", null, "background b c", 0)]
    [InlineData(4, "a b c", true, "background a b c", 0)]
    [InlineData(4, "a b c", null, "", null)]
    [InlineData(4, "a b c", false, "", null)]
    [InlineData(2, "background b c", false, "b c", null)]
    [InlineData(2, "background b c", null, "", null)]
    [InlineData(2, "a b c d", null, "", null)]
    public void A_background_class_is_never_assumed(int logits, string names, bool? stated, string expected, int? background)
    {
        ClassNameList found = ClassNameList.Match(names.Split(' '), logits, stated, "labels.txt");
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), found.Names);
        Assert.Equal(background, found.Background);
        Assert.Equal(found.Names.Count == 0, found.Problem.Contains("give --", StringComparison.Ordinal));
    }

    [Fact]
    public void Class_names_are_read_from_a_file_beside_the_network_and_from_nowhere_else()
    {
        using TemporaryFolder folder = new();
        folder.Write("names.txt", "\uFEFFcat\r\ndog, hound\r\nbird\r\n\r\n");
        Dictionary<string, string> metadata = new(FullMetadata) { ["labels"] = "names.txt, 3 lines" };
        Assert.Equal(["cat", "dog, hound", "bird"], Resolve(Network(), metadata, null, folder.At("net.onnx")).Specification.ClassNames);
        metadata["labels"] = "../names.txt";
        Directory.CreateDirectory(folder.At("inner"));
        Backbone backbone = Resolve(Network(), metadata, null, folder.At("inner", "net.onnx"));
        Assert.Empty(backbone.Specification.ClassNames);
        UnresolvedBackboneException exception = Assert.Throws<UnresolvedBackboneException>(backbone.RequireClassNames);
        Assert.Contains("must lie beside the network: give --labels FILE", exception.Message, StringComparison.Ordinal);
        Backbone told = Resolve(Network(), metadata, new BackboneOverrides { LabelsFile = folder.At("names.txt") }, folder.At("inner", "net.onnx"));
        told.RequireClassNames();
        Assert.Equal("bird", told.Specification.ClassNames[2]);
    }

    [Fact]
    public void A_trunk_without_logits_can_be_used_but_not_asked_for_classes()
    {
        Dictionary<string, string> metadata = new(FullMetadata) { ["logits"] = "0", ["labels"] = "none (trunk only)" };
        Backbone backbone = Resolve(Network(), metadata);
        Assert.Null(backbone.Specification.LogitsName);
        UnresolvedBackboneException exception = Assert.Throws<UnresolvedBackboneException>(backbone.RequireClassNames);
        Assert.Contains("--logits NAME", exception.Message, StringComparison.Ordinal);
        Assert.Contains("--labels FILE", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_entry_of_the_catalogue_is_of_use()
    {
        Assert.Equal(27, BackboneCatalogue.Hashes.Count());
        foreach (string sha256 in BackboneCatalogue.Hashes)
        {
            Assert.Equal(64, sha256.Length);
            BackboneFacts facts = BackboneCatalogue.Find(sha256)!;
            Dictionary<string, string> metadata = facts.Values.ContainsKey(FactNames.Logits) ? new() { ["logits"] = "0" } : [];
            BackboneOverrides overrides = facts.Values.ContainsKey(FactNames.Note) ? new() { Preprocessing = "caffe" } : new();
            Graph graph = Network(channelsLast: facts.Values.ContainsKey(FactNames.InputLayout)) with { Metadata = metadata };
            BackboneSpecification found = BackboneResolver.Resolve("net.onnx", sha256, graph, overrides).Specification;
            Assert.NotEqual("net", found.Name);
            Assert.NotEqual("", found.License);
        }
    }

    private static Backbone Resolve(Graph graph, Dictionary<string, string> metadata, BackboneOverrides? overrides = null, string path = "net.onnx") =>
        BackboneResolver.Resolve(path, Hash, graph with { Metadata = metadata }, overrides ?? BackboneOverrides.None);

    /// <summary>Input [N, 3, 6, 8] to features [N, 5] to logits [N, 3].</summary>
    private static Graph Network(int? height = 6, int? width = 8, bool channelsLast = false, string features = "features")
    {
        Dimension Size(int? value) => value is { } known ? Dimension.Of(known) : Dimension.Unknown;
        Dimension[] shape = channelsLast
            ? [Dimension.Batch, Size(height), Size(width), Dimension.Of(3)]
            : [Dimension.Batch, Dimension.Of(3), Size(height), Size(width)];
        Tensor weights = Tensor.FromFloats(new Shape(5, 3), new float[15]);
        return new Graph
        {
            Inputs = [new ValueInfo("input", ElementType.Float32, shape)],
            Outputs =
            [
                new ValueInfo(features, ElementType.Float32, [Dimension.Batch, Dimension.Of(5)]),
                new ValueInfo("logits", ElementType.Float32, [Dimension.Batch, Dimension.Of(3)]),
            ],
            Nodes =
            [
                new Node("pool", new GlobalAveragePool(), ["input"], ["pooled"]),
                new Node("flat", new Flatten(1), ["pooled"], ["flat"]),
                new Node("embed", new Gemm { Alpha = 1, Beta = 1 }, ["flat", "w0"], [features]),
                new Node("fc", new Gemm { Alpha = 1, Beta = 1 }, [features, "w"], ["logits"]),
            ],
            Constants = new Dictionary<string, Tensor> { ["w0"] = Tensor.FromFloats(new Shape(3, 5), new float[15]), ["w"] = weights },
        };
    }
}
