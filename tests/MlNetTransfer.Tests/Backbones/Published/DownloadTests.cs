using System.Diagnostics;
using MlNetTransfer.Backbones.Published;
using static MlNetTransfer.TestSupport.ScriptedServer;

namespace MlNetTransfer.Tests.Backbones.Published;

/// <summary>Downloads from a server that stalls, truncates, lies, corrupts, redirects and fails; the oracle is the file that the server has.</summary>
public sealed class DownloadTests : IDisposable
{
    private static readonly byte[] Right = TinyNetwork.Bytes;
    private static readonly int Half = Right.Length / 2;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, bool> Recoveries() => new()
    {
        { "nothing goes wrong", true },
        { "nothing goes wrong", false },
        { "503 twice, then well", true },
        { "429 with Retry-After, then well", true },
        { "500, then well", false },
        { "stops half-way, honours ranges", true },
        { "stops half-way, honours ranges", false },
        { "stops half-way, ignores ranges", true },
        { "stops half-way, ignores ranges", false },
        { "stops half-way, answers another range", true },
        { "falls silent half-way, honours ranges", true },
        { "never answers at first", true },
        { "closes without an answer at first", true },
        { "chunked and cut short, then well", true },
        { "closes early without a length, then well", true },
        { "corrupts the first half, then the rest is right", true },
        { "has changed meanwhile", false },
        { "says the range cannot be had", true },
        { "redirects", true },
        { "has no validator and stops half-way", false },
    };

    [Theory]
    [MemberData(nameof(Recoveries))]
    public async Task Recovers_and_ends_with_the_right_file(string behaviour, bool isPinned)
    {
        using ScriptedServer server = new((request, i) => Script(behaviour, request, i));
        BackboneFile file = await Store(behaviour).FetchAsync(Published(isPinned, server), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Right, await File.ReadAllBytesAsync(file.Path, TestContext.Current.CancellationToken));
        Assert.Equal((BackbonePlaceKind.Cache, _folder.At("store", "tiny.onnx")), (file.Place, file.Path));
        Assert.Equal(["tiny.onnx"], Directory.GetFiles(_folder.At("store")).Select(f => Path.GetFileName(f)));
    }

    [Theory]
    [InlineData("404", true, BackboneFailure.Missing, 1, "answered 404 Not Found")]
    [InlineData("403", true, BackboneFailure.Missing, 1, "answered 403 Forbidden")]
    [InlineData("always 500", true, BackboneFailure.Network, 3, "answered 500")]
    [InlineData("always silent", true, BackboneFailure.Network, 3, "was silent for 0.3 s")]
    [InlineData("drips", true, BackboneFailure.Network, 3, "was silent for 0.3 s")]
    [InlineData("one byte is wrong", true, BackboneFailure.Changed, 1, "sent another file (SHA-256 ")]
    [InlineData("too short", true, BackboneFailure.Changed, 1, "bytes, the published file has")]
    [InlineData("too long", true, BackboneFailure.Changed, 1, "bytes, the published file has")]
    [InlineData("longer than it says", true, BackboneFailure.Changed, 1, "sent more than")]
    [InlineData("endless", false, BackboneFailure.TooLarge, 1, "sent more than 1000000 bytes")]
    [InlineData("says too large", false, BackboneFailure.TooLarge, 1, "offers 2000000 bytes, at most 1000000 are allowed")]
    [InlineData("an error page", false, BackboneFailure.Changed, 1, "no network")]
    [InlineData("cut without a length", false, BackboneFailure.Changed, 1, "no network")]
    [InlineData("compressed", true, BackboneFailure.Changed, 1, "encoded (gzip)")]
    [InlineData("redirects for ever", true, BackboneFailure.Missing, null, "answered 302")]
    public async Task Gives_up_with_one_message_that_says_which_file_to_put_where(
        string behaviour, bool isPinned, BackboneFailure failure, int? requests, string said)
    {
        using ScriptedServer server = new((request, i) => Failing(behaviour, request));
        BackboneUnavailableException exception = await Assert.ThrowsAsync<BackboneUnavailableException>(
            () => Store(behaviour).FetchAsync(Published(isPinned, server), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(failure, exception.Failure);
        Assert.Equal(requests ?? server.Requests.Count, server.Requests.Count);
        foreach (string part in new[] { said, server.Root + "tiny.onnx", "Put tiny.onnx", _folder.At("store"), "backbones add Tiny FILE" })
        {
            Assert.Contains(part, exception.Message, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(_folder.At("store", "tiny.onnx")));
    }

    [Fact]
    public async Task Continues_in_a_later_run_and_asks_only_for_what_is_missing()
    {
        bool isBroken = true;
        using ScriptedServer server = new((request, _) => isBroken
            ? Answer.Whole(Right, "ETag: \"1\"") with { Body = Right[..Half] }
            : request.From > 0 && request.Headers["if-range"] == "\"1\"" ? Answer.Rest(Right, request.From) : Answer.Status("404 Not Found"));
        PublishedBackbone published = Published(isPinned: false, server);
        await Assert.ThrowsAsync<BackboneUnavailableException>(
            () => Store(attempts: 1).FetchAsync(published, cancellationToken: TestContext.Current.CancellationToken));
        isBroken = false;
        BackboneFile file = await Store().FetchAsync(published, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Right, await File.ReadAllBytesAsync(file.Path, TestContext.Current.CancellationToken));
        Assert.Equal([0, Half], server.Requests.Select(r => r.From));
    }

    [Fact]
    public async Task A_weak_tag_is_no_reason_to_continue()
    {
        using ScriptedServer server = new((request, i) => i == 0
            ? Answer.Whole(Right, "ETag: W/\"1\"") with { Body = Right[..Half] }
            : Answer.Whole(Right));
        await Store().FetchAsync(Published(isPinned: false, server), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([0, 0], server.Requests.Select(r => r.From));
    }

    [Fact]
    public async Task The_mirror_is_asked_first_and_the_official_address_after_it()
    {
        using ScriptedServer mirror = new((_, _) => Answer.Status("404 Not Found"));
        using ScriptedServer official = new((_, _) => Answer.Whole(Right));
        BackboneStore store = Store(mirror: mirror.Root.AbsoluteUri.TrimEnd('/') + "/nets");
        PublishedBackbone published = Published(isPinned: true, official);
        BackboneFile file = await store.FetchAsync(published, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Right, await File.ReadAllBytesAsync(file.Path, TestContext.Current.CancellationToken));
        Assert.Equal(["/nets/tiny.onnx"], mirror.Requests.Select(r => r.Path));
        Assert.Equal(["/tiny.onnx"], official.Requests.Select(r => r.Path));
        Assert.Equal(
            [BackbonePlaceKind.Cache, BackbonePlaceKind.MlNet, BackbonePlaceKind.Mirror, BackbonePlaceKind.Official],
            store.Places(published).Select(p => p.Kind));
    }

    [Fact]
    public async Task Cancelling_stops_at_once_and_keeps_what_is_here()
    {
        using CancellationTokenSource cancel = new();
        using ScriptedServer server = new((request, _) => Answer.Whole(Right) with { Body = Right[..Half], IsSilentAtEnd = true });
        Stopwatch watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store(attempts: 5)
            .FetchAsync(Published(isPinned: true, server), new Progress(_ => cancel.Cancel()), cancel.Token));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 15);
        Assert.Equal(Half, new FileInfo(_folder.At("store", "tiny.onnx.part")).Length);
        Assert.False(File.Exists(_folder.At("store", "tiny.onnx.lock")));
    }

    [Fact]
    public async Task Progress_counts_up_to_the_whole_file()
    {
        List<DownloadProgress> told = [];
        using ScriptedServer server = new((request, i) => Script("stops half-way, honours ranges", request, i));
        await Store().FetchAsync(Published(isPinned: true, server), new Progress(told.Add), TestContext.Current.CancellationToken);
        Assert.Equal(told.Select(p => p.BytesDone).Order(), told.Select(p => p.BytesDone));
        Assert.Equal(new DownloadProgress("Tiny", new Uri(server.Root, "tiny.onnx"), Right.Length, Right.Length), told[^1]);
    }

    [Fact]
    public async Task Many_at_once_download_one_file_once()
    {
        using ScriptedServer server = new((_, _) => Answer.Whole(Right));
        PublishedBackbone published = Published(isPinned: true, server);
        BackboneStoreOptions patient = Options(null, attempts: 1);
        BackboneFile[] files = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => new BackboneStore(patient).FetchAsync(published)));
        Assert.Single(files.Distinct());
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_unknown_host_is_told_without_waiting_for_further_attempts()
    {
        BackboneStore store = new(Options(null, attempts: 5) with { RetryDelay = TimeSpan.FromMinutes(1) });
        BackboneUnavailableException exception = await Assert.ThrowsAsync<BackboneUnavailableException>(() => store.FetchAsync(
            TinyNetwork.Published(true, new Uri("http://no-such-host.invalid/tiny.onnx")), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(BackboneFailure.Network, exception.Failure);
        Assert.Contains("A retry goes on where this one stopped", exception.Message, StringComparison.Ordinal);
    }

    private static Answer Script(string behaviour, Request request, int i) => behaviour switch
    {
        "503 twice, then well" when i < 2 => Answer.Status("503 Service Unavailable"),
        "429 with Retry-After, then well" when i == 0 => Answer.Status("429 Too Many Requests", "Retry-After: 0"),
        "500, then well" when i == 0 => Answer.Status("500 Internal Server Error"),
        "falls silent half-way, honours ranges" when i == 0 => Cut with { IsSilentAtEnd = true },
        "never answers at first" when i == 0 => Answer.Silence,
        "closes without an answer at first" when i == 0 => new Answer("", []),
        "chunked and cut short, then well" when i == 0 => new Answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", "400\r\nabc"u8.ToArray()),
        "closes early without a length, then well" when i == 0 => new Answer("HTTP/1.1 200 OK", Right[..Half]),
        "corrupts the first half, then the rest is right" when i == 0 => Cut with { Body = [.. new byte[Half]] },
        "corrupts the first half, then the rest is right" when i == 1 => Answer.Rest(Right, request.From),
        "has changed meanwhile" when i == 0 => new Answer("HTTP/1.1 200 OK\r\nETag: \"old\"\r\nContent-Length: 9999", [.. new byte[Half]]),
        "has changed meanwhile" => request.Headers.GetValueOrDefault("if-range") == "\"old\"" ? Answer.Whole(Right, "ETag: \"new\"") : Answer.Status("400 Bad Request"),
        "says the range cannot be had" when i == 0 => Cut,
        "says the range cannot be had" when request.From > 0 => Answer.Status("416 Range Not Satisfiable", "Content-Range: bytes */1"),
        "redirects" when i == 0 => Answer.Status("302 Found", "Location: /elsewhere/file?id=1"),
        "has no validator and stops half-way" when i == 0 => Answer.Whole(Right) with { Body = Right[..Half] },
        "has no validator and stops half-way" => request.From == 0 ? Answer.Whole(Right) : Answer.Status("400 Bad Request"),
        "stops half-way, answers another range" when i == 1 => Answer.Rest(Right, 1),
        _ when i == 0 && behaviour.StartsWith("stops half-way", StringComparison.Ordinal) => Cut,
        _ when behaviour.EndsWith("honours ranges", StringComparison.Ordinal) => Answer.Rest(Right, request.From, "ETag: \"1\""),
        _ => Answer.Whole(Right),
    };

    private static Answer Cut => Answer.Whole(Right, "ETag: \"1\"") with { Body = Right[..Half] };

    private static Answer Failing(string behaviour, Request request) => behaviour switch
    {
        "404" => Answer.Status("404 Not Found"),
        "403" => Answer.Status("403 Forbidden"),
        "always 500" => Answer.Status("500 Internal Server Error"),
        "always silent" => Answer.Silence,
        "drips" => Answer.Rest(Right, request.From) with { Body = Right[request.From..(request.From + 1)], IsSilentAtEnd = true, Head = request.From == 0 ? Answer.Whole(Right).Head : Answer.Rest(Right, request.From).Head },
        "one byte is wrong" => Answer.Whole([.. Right[..^1], (byte)(Right[^1] ^ 1)]),
        "too short" => Answer.Whole(Right[..^1]),
        "too long" => Answer.Whole([.. Right, 0]),
        "longer than it says" => new Answer("HTTP/1.1 200 OK", [.. Right, 0]),
        "endless" => new Answer("HTTP/1.1 200 OK", new byte[1_200_000]),
        "says too large" => new Answer("HTTP/1.1 200 OK\r\nContent-Length: 2000000", []),
        "an error page" => Answer.Whole("<html><body>Please log in</body></html>"u8.ToArray()),
        "cut without a length" => new Answer("HTTP/1.1 200 OK", Right[..Half]),
        "compressed" => Answer.Whole(Right, "Content-Encoding: gzip"),
        _ => Answer.Status("302 Found", "Location: " + request.Path),
    };

    // A short limit only where the server is silent on purpose: elsewhere a busy machine must not look like a silent server.
    private BackboneStore Store(string behaviour) => new(Options(null, 3) with { StallTimeout = TimeSpan.FromSeconds(IsSilent(behaviour) ? 0.3 : 20) });

    private static bool IsSilent(string behaviour) =>
        behaviour.Contains("silent", StringComparison.Ordinal) || behaviour.Contains("never", StringComparison.Ordinal) || behaviour == "drips";

    private BackboneStore Store(string? mirror = null, int attempts = 3) => new(Options(mirror, attempts));

    private BackboneStoreOptions Options(string? mirror, int attempts) => new()
    {
        Folder = _folder.At("store"),
        MlNetFolder = _folder.At("mlnet"),
        Mirror = mirror ?? "",
        StallTimeout = TimeSpan.FromSeconds(20),
        RetryDelay = TimeSpan.FromMilliseconds(1),
        Attempts = attempts,
        MaxBytes = 1_000_000,
    };

    private static PublishedBackbone Published(bool isPinned, ScriptedServer server) => TinyNetwork.Published(isPinned, new Uri(server.Root, "tiny.onnx"));

    private sealed class Progress(Action<DownloadProgress> action) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => action(value);
    }
}
