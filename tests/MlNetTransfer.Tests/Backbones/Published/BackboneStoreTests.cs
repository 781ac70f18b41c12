using MlNetTransfer.Backbones;
using MlNetTransfer.Backbones.Published;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Backbones.Published;

/// <summary>Where a network is found, what is checked before it is used, and what the catalogue knows.</summary>
public sealed class BackboneStoreTests : IDisposable
{
    private static readonly Uri Nowhere = new("http://no-such-host.invalid/tiny.onnx");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Places_are_looked_at_in_order_cache_ML_NET_mirror()
    {
        PublishedBackbone tiny = TinyNetwork.Published(isPinned: true, Nowhere);
        BackboneStore store = Store();
        Assert.Null(store.Find(tiny));
        foreach ((string place, BackbonePlaceKind kind) in new[] { ("mirror", BackbonePlaceKind.Mirror), ("mlnet", BackbonePlaceKind.MlNet), ("store", BackbonePlaceKind.Cache) })
        {
            string path = _folder.Write(Path.Combine(place, "tiny.onnx"), TinyNetwork.Bytes);
            Assert.Equal(new BackboneFile(tiny, path, kind), store.Find(tiny));
            Assert.Equal(new BackboneFile(tiny, path, kind), store.Fetch(tiny));
        }

        Assert.Equal([true, true, true, null], store.Places(tiny).Select(p => p.Exists));
    }

    [Fact]
    public void Files_of_others_do_not_lie_in_ML_NETs_folder()
    {
        PublishedBackbone other = TinyNetwork.Published(isPinned: true, Nowhere) with { Family = "somebody" };
        _folder.Write(Path.Combine("mlnet", "tiny.onnx"), TinyNetwork.Bytes);
        Assert.Null(Store().Find(other));
    }

    [Fact]
    public void Offline_asks_nobody_and_says_what_to_do()
    {
        using ScriptedServer server = new((_, _) => ScriptedServer.Answer.Whole(TinyNetwork.Bytes));
        PublishedBackbone tiny = TinyNetwork.Published(isPinned: true, new Uri(server.Root, "tiny.onnx"));
        BackboneUnavailableException exception = Assert.Throws<BackboneUnavailableException>(() => new BackboneStore(Options() with { Offline = true }).Fetch(tiny));
        Assert.Equal(BackboneFailure.Missing, exception.Failure);
        Assert.Contains("downloads are switched off", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"Put tiny.onnx (from {server.Root}tiny.onnx, {TinyNetwork.Bytes.Length} bytes, SHA-256 {TinyNetwork.Sha256}) into {_folder.At("store")}", exception.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void The_environment_is_read_as_documented()
    {
        Assert.Null(BackboneSettings.FindMirror(_ => null));
        Assert.Null(BackboneSettings.FindMirror(_ => " "));
        Assert.Equal("x", BackboneSettings.FindMirror(name => name == "MLNETTRANSFER_BACKBONES" ? " x " : null));
        foreach ((string? value, bool expected) in new[] { ((string?)null, false), ("", false), ("0", false), ("no", false), ("1", true), ("True", true), ("yes", true) })
        {
            Assert.Equal(expected, BackboneSettings.IsOffline(name => name == "MLNETTRANSFER_OFFLINE" ? value : null));
        }
    }

    [Theory]
    [InlineData("ftp://mirror/nets")]
    [InlineData("https://")]
    public void A_mirror_that_is_no_address_and_no_folder_is_refused(string mirror) =>
        Assert.Contains(mirror, Assert.Throws<BackboneUnavailableException>(() => MirrorPlace.Parse(mirror)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_address_is_a_folder()
    {
        Assert.Equal(_folder.Root, MirrorPlace.Parse(new Uri(_folder.Root).AbsoluteUri).Folder!.TrimEnd('/'));
        Assert.Equal("https://mirror/a/tiny.onnx", MirrorPlace.Parse("https://mirror/a").Address(TinyNetwork.Published(true, Nowhere))!.AbsoluteUri);
    }

    [Fact]
    public void An_unpublished_hash_is_recorded_at_the_first_use_and_checked_ever_after()
    {
        PublishedBackbone tiny = TinyNetwork.Published(isPinned: false, Nowhere);
        string path = _folder.Write(Path.Combine("mlnet", "tiny.onnx"), TinyNetwork.Bytes);
        BackboneFile file = Store().Find(tiny)!;
        Assert.Null(Store().Confirm(file, TinyNetwork.Sha256));
        Assert.Equal($"{TinyNetwork.Sha256}  tiny.onnx\n", File.ReadAllText(_folder.At("store", "tiny.onnx.sha256")));
        Assert.Null(Store().Confirm(file, TinyNetwork.Sha256));
        string other = new('0', 64);
        BackboneUnavailableException exception = Assert.Throws<BackboneUnavailableException>(() => Store().Confirm(file, other));
        Assert.Equal(BackboneFailure.Changed, exception.Failure);
        foreach (string part in new[] { path, other, TinyNetwork.Sha256, "was used first", "backbones add Tiny FILE" })
        {
            Assert.Contains(part, exception.Message, StringComparison.Ordinal);
        }

        Assert.True(Store().Remove(tiny));
        Assert.Null(Store().Confirm(file, other));
    }

    [Fact]
    public void A_published_hash_is_checked_at_every_use()
    {
        PublishedBackbone tiny = TinyNetwork.Published(isPinned: true, Nowhere);
        _folder.Write(Path.Combine("store", "tiny.onnx"), TinyNetwork.Bytes);
        BackboneFile file = Store().Find(tiny)!;
        Assert.Null(Store().Confirm(file, TinyNetwork.Sha256));
        BackboneUnavailableException exception = Assert.Throws<BackboneUnavailableException>(() => Store().Confirm(file, new string('0', 64)));
        Assert.Contains("was published", exception.Message, StringComparison.Ordinal);
        Assert.Contains("backbones remove Tiny", exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("store", "tiny.onnx.sha256")));
    }

    [Fact]
    public void A_damaged_record_is_told_and_not_overwritten()
    {
        PublishedBackbone tiny = TinyNetwork.Published(isPinned: false, Nowhere);
        string record = _folder.Write(Path.Combine("store", "tiny.onnx.sha256"), "not a hash");
        BackboneFile file = new(tiny, _folder.Write(Path.Combine("mlnet", "tiny.onnx"), TinyNetwork.Bytes), BackbonePlaceKind.MlNet);
        Assert.Contains(record, Assert.Throws<BackboneUnavailableException>(() => Store().Confirm(file, TinyNetwork.Sha256)).Message, StringComparison.Ordinal);
        Assert.Equal("not a hash", File.ReadAllText(record));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Adding_copies_the_right_file_and_refuses_others(bool isPinned)
    {
        PublishedBackbone tiny = TinyNetwork.Published(isPinned, Nowhere);
        string mine = _folder.Write("mine.onnx", TinyNetwork.Bytes);
        BackboneFile added = Store().Add(tiny, mine, TestContext.Current.CancellationToken);
        Assert.Equal(new BackboneFile(tiny, _folder.At("store", "tiny.onnx"), BackbonePlaceKind.Cache), added);
        Assert.Equal(TinyNetwork.Bytes, File.ReadAllBytes(added.Path));
        Assert.Null(Store().Confirm(added, TinyNetwork.Sha256));

        string broken = _folder.Write("broken.onnx", TinyNetwork.Bytes.AsSpan(0, TinyNetwork.Bytes.Length / 2));
        BackboneUnavailableException exception = Assert.Throws<BackboneUnavailableException>(() => Store().Add(tiny, broken, TestContext.Current.CancellationToken));
        Assert.Equal(BackboneFailure.Changed, exception.Failure);
        Assert.Contains(broken, exception.Message, StringComparison.Ordinal);
        Assert.Equal(BackboneFailure.Disk, Assert.Throws<BackboneUnavailableException>(() => Store().Add(tiny, _folder.At("none.onnx"), TestContext.Current.CancellationToken)).Failure);
        Assert.Equal(TinyNetwork.Bytes, File.ReadAllBytes(added.Path));

        Assert.True(Store().Remove(tiny));
        Assert.False(Store().Remove(tiny));
        Assert.Empty(Directory.GetFiles(_folder.At("store")));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told()
    {
        string file = _folder.Write("file", "in the way");
        BackboneStore store = new(Options() with { Folder = Path.Combine(file, "store") });
        BackboneUnavailableException exception = Assert.Throws<BackboneUnavailableException>(() => store.Fetch(TinyNetwork.Published(true, Nowhere)));
        Assert.Equal(BackboneFailure.Disk, exception.Failure);
        Assert.Contains("MLNETTRANSFER_CACHE", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_that_make_no_sense_are_refused() =>
        Assert.Throws<ArgumentException>(() => new BackboneStore(new BackboneStoreOptions { Attempts = 0 }));

    [Fact]
    public void Names_are_found_in_any_case_and_entries_are_complete()
    {
        Assert.Equal(31, PublishedBackbone.All.Count);
        Assert.Equal(["ResnetV250", "ResnetV2101", "InceptionV3", "MobilenetV2"], PublishedBackbone.All.Where(b => b.Family == "ML.NET").Select(b => b.Name));
        Assert.Same(PublishedBackbone.Find("MobilenetV2"), PublishedBackbone.Find("MOBILENETV2"));
        Assert.Null(PublishedBackbone.Find("MobilenetV9"));
        Assert.Equal(PublishedBackbone.All.Count, PublishedBackbone.All.Select(b => b.Name.ToUpperInvariant()).Distinct().Count());
        Assert.Equal(PublishedBackbone.All.Count, PublishedBackbone.All.Select(b => b.FileName).Distinct().Count());
        foreach (PublishedBackbone b in PublishedBackbone.All)
        {
            Assert.All(b.Addresses, a => Assert.Equal((Uri.UriSchemeHttps, true), (a.Scheme, a.AbsolutePath.EndsWith("/" + b.FileName, StringComparison.Ordinal))));
            Assert.NotEmpty(b.Addresses);
            Assert.Equal(b.Family == "ML.NET", b.Sha256 is null);
            Assert.Equal(b.Sha256 is null, b.Bytes is null);
            Assert.True(b.License.Length > 0 && b.Source.Length > 0);
            Assert.True(b.Facts.ContainsKey(FactNames.FeatureTap));
            Assert.NotEqual(b.Note.Length > 0, b.Facts.ContainsKey(FactNames.Preprocessing) || b.Facts.ContainsKey(FactNames.Mean));
        }
    }

    [Theory]
    [InlineData("classifier-input", "activated", 5)]
    [InlineData("scores", "scores", 3)]
    public void Features_and_scores_are_found_by_the_rule_of_the_entry(string rule, string feature, int count)
    {
        BackboneSpecification found = Resolve(TinyNetwork.Create([]), rule).Specification;
        Assert.Equal((feature, (int?)count, "scores"), (found.FeatureName, found.FeatureCount, found.LogitsName));
        Assert.Equal(127.5f, found.Preprocessing.Normalization.Mean[0]);
    }

    [Fact]
    public void A_network_that_rescales_its_pixels_itself_is_asked_about_and_flags_decide()
    {
        Graph graph = TinyNetwork.Create([new Node("same", new Identity(), ["input"], ["copied"]), new Node("halve", new Sub(), ["copied", "half"], ["pixels"])]);
        UnresolvedBackboneException exception = Assert.Throws<UnresolvedBackboneException>(() => Resolve(graph, "classifier-input"));
        Assert.Contains("'halve' (Sub) rescales the pixels", exception.Message, StringComparison.Ordinal);
        ImagePreprocessing told = Resolve(graph, "classifier-input", new BackboneOverrides { Preprocessing = "unit" }).Specification.Preprocessing;
        Assert.Equal((0f, 255f), (told.Normalization.Mean[0], told.Normalization.Deviation[0]));
    }

    [Fact]
    public void MobilenetV2_is_loaded_by_name_from_ML_NETs_folder_with_its_preprocessing()
    {
        string real = TestData.Real("backbones", "mobilenet_v2_1.0_224.meta");
        Directory.CreateDirectory(_folder.At("mlnet"));
        File.CreateSymbolicLink(_folder.At("mlnet", "mobilenet_v2.meta"), real);
        BackboneSpecification found = Backbone.Load("mobilenetv2", null, new BackboneStore(Options() with { Offline = true }), cancellationToken: TestContext.Current.CancellationToken).Specification;
        Assert.Equal(("MobilenetV2", "import/features", 1280), (found.Name, found.FeatureName, found.FeatureCount));
        Assert.Equal((224, 224, 127.5f, 127.5f), (found.Preprocessing.Width, found.Preprocessing.Height, found.Preprocessing.Normalization.Mean[0], found.Preprocessing.Normalization.Deviation[0]));
        Assert.StartsWith("Apache-2.0", found.License, StringComparison.Ordinal);
        Assert.Equal(found.Sha256, File.ReadAllText(_folder.At("store", "mobilenet_v2.meta.sha256"))[..64]);
    }

    [Fact]
    public void A_path_goes_before_a_name_and_needs_no_store()
    {
        string path = _folder.Write("MobilenetV2", TinyNetwork.Bytes);
        BackboneOverrides told = new() { Preprocessing = "unit", Features = "activated" };
        Assert.Equal(TinyNetwork.Sha256, Backbone.Load(path, told, new BackboneStore(Options() with { Mirror = "ftp://nowhere" }), cancellationToken: TestContext.Current.CancellationToken).Specification.Sha256);
        InvalidModelException exception = Assert.Throws<InvalidModelException>(() => Backbone.Load("MobilnetV2", told));
        foreach (string name in new[] { "scattering", "MobilenetV2", "ResnetV250", "backbones list" })
        {
            Assert.Contains(name, exception.Message, StringComparison.Ordinal);
        }
    }

    private static Backbone Resolve(Graph graph, string rule, BackboneOverrides? overrides = null)
    {
        BackboneFacts facts = new("the entry", "")
        {
            Values = new Dictionary<string, IReadOnlyList<string>> { [FactNames.FeatureTap] = [rule], [FactNames.Preprocessing] = ["tensorflow"] },
        };
        return BackboneResolver.Resolve("tiny.onnx", TinyNetwork.Sha256, graph, overrides ?? BackboneOverrides.None, facts);
    }

    private BackboneStore Store() => new(Options());

    private BackboneStoreOptions Options() => new() { Folder = _folder.At("store"), MlNetFolder = _folder.At("mlnet"), Mirror = _folder.At("mirror"), Attempts = 1 };
}
