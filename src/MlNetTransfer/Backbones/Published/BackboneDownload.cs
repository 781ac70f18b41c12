namespace MlNetTransfer.Backbones.Published;

/// <summary>Reads a network from the first address that has it: goes on where an earlier attempt stopped, checks every byte, and puts the file in its place in one step.</summary>
internal sealed class BackboneDownload(PublishedBackbone backbone, BackboneStoreOptions options, IProgress<DownloadProgress>? progress)
{
    private const int MostRedirections = 10;
    private const int MostAttempts = 100;
    private const long LeastGain = 1 << 20;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly List<string> _problems = [];
    private BackboneFailure _failure;

    /// <summary>What went wrong, one clause for each address.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>What went wrong, as far as a caller can act on it.</summary>
    public BackboneFailure Failure => _failure;

    /// <summary>Downloads.</summary>
    /// <param name="target">The file to make.</param>
    /// <param name="addresses">Where to ask, in order.</param>
    /// <param name="cancellationToken">Stops; what is here stays for the next time.</param>
    /// <returns>False when no address gave the file; see <see cref="Problems"/>.</returns>
    public async Task<bool> RunAsync(string target, IReadOnlyList<Uri> addresses, CancellationToken cancellationToken)
    {
        using IDisposable held = await TargetLock.TakeAsync(target, cancellationToken).ConfigureAwait(false);
        if (File.Exists(target))
        {
            return true;
        }

        using HttpClient client = Client();
        HttpTransfer transfer = new(client, backbone, options, progress);
        foreach (Uri address in addresses)
        {
            using PartialFile part = PartialFile.Open(target);
            RestartUnlessSafe(part, address);
            if (await TryAddressAsync(transfer, address, part, cancellationToken).ConfigureAwait(false))
            {
                part.Finish();
                return true;
            }
        }

        return false;
    }

    private async Task<bool> TryAddressAsync(HttpTransfer transfer, Uri address, PartialFile part, CancellationToken cancellationToken)
    {
        TransferResult result = default;
        int fruitless = 0;
        for (int attempt = 0; attempt < MostAttempts && fruitless < options.Attempts; attempt++)
        {
            if (fruitless > 0)
            {
                await Task.Delay(result.Wait ?? Pause(fruitless), cancellationToken).ConfigureAwait(false);
            }

            long before = part.Length;
            result = await transfer.RunAsync(address, part, cancellationToken).ConfigureAwait(false);
            if (result.State == TransferState.Complete)
            {
                if (FileCheck.Problem(backbone, part) is not { } problem)
                {
                    return true;
                }

                // Pieces of different answers need not fit together: once more from the start before the address is given up.
                bool mayBePatchwork = !part.IsOfOnePiece;
                part.Restart();
                result = new TransferResult(mayBePatchwork ? TransferState.Retry : TransferState.WrongFile, "sent " + problem);
            }

            if (result.State != TransferState.Retry)
            {
                break;
            }

            RestartUnlessSafe(part, address);
            fruitless = part.Length - before >= LeastGain ? 1 : fruitless + 1;
        }

        Note(address, result);
        return false;
    }

    // Bytes of an unknown version may only be continued by a server that can say that it still has that version.
    private void RestartUnlessSafe(PartialFile part, Uri address)
    {
        if (part.Length > (backbone.Bytes ?? long.MaxValue) || (backbone.Sha256 is null && part.ValidatorFor(address) is null))
        {
            part.Restart();
        }
    }

    private void Note(Uri address, TransferResult result)
    {
        _problems.Add($"{address} {result.Message}");
        BackboneFailure failure = result.State switch
        {
            TransferState.WrongFile => BackboneFailure.Changed,
            TransferState.TooLarge => BackboneFailure.TooLarge,
            TransferState.NotThere => BackboneFailure.Missing,
            _ => BackboneFailure.Network,
        };

        // A failure that may pass is the most useful one to tell; then what was wrong with the file.
        _failure = _failure == BackboneFailure.Network || failure == BackboneFailure.Missing ? _failure : failure;
    }

    private TimeSpan Pause(int fruitless) =>
        TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, (long)(options.RetryDelay.Ticks * Math.Pow(2, fruitless - 1))));

    private HttpClient Client()
    {
        SocketsHttpHandler handler = new() { ConnectTimeout = options.StallTimeout, MaxAutomaticRedirections = MostRedirections };
        HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        string version = typeof(BackboneDownload).Assembly.GetName().Version?.ToString(3) ?? "0";
        client.DefaultRequestHeaders.UserAgent.ParseAdd("MlNetTransfer/" + version);
        return client;
    }
}
