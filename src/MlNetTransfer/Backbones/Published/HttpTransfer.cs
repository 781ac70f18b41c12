using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;

namespace MlNetTransfer.Backbones.Published;

/// <summary>One attempt to read a file, or the rest of it, from one address. What a server says about lengths and ranges is checked, never relied on.</summary>
/// <remarks>Source: RFC 9110, sections 13.1.5 (If-Range), 14 (ranges) and 15 (status codes).</remarks>
internal sealed class HttpTransfer(HttpClient client, PublishedBackbone backbone, BackboneStoreOptions options, IProgress<DownloadProgress>? progress)
{
    private const int BufferBytes = 1 << 16;

    // Less than this within the time limit counts as silence: a server that drips bytes would hold a job for days.
    private const int LeastBytes = 16 << 10;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>Makes the attempt.</summary>
    public async Task<TransferResult> RunAsync(Uri address, PartialFile part, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(options.StallTimeout);
        try
        {
            using HttpRequestMessage request = Request(address, part);
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token).ConfigureAwait(false);
            return Judge(response, part) is { } answer ? answer : await CopyAsync(response, address, part, stall).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TransferResult(TransferState.Retry, string.Create(CultureInfo.InvariantCulture, $"was silent for {options.StallTimeout.TotalSeconds:0.#} s"));
        }
        catch (HttpRequestException exception)
        {
            bool isHopeless = exception.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;
            return new TransferResult(isHopeless ? TransferState.Unreachable : TransferState.Retry, Sentence(exception));
        }
        catch (IOException exception)
        {
            return new TransferResult(TransferState.Retry, Sentence(exception));
        }
    }

    private static HttpRequestMessage Request(Uri address, PartialFile part)
    {
        HttpRequestMessage request = new(HttpMethod.Get, address);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        if (part.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(part.Length, null);
            if (part.ValidatorFor(address) is { } validator)
            {
                request.Headers.TryAddWithoutValidation("If-Range", validator);
            }
        }

        return request;
    }

    /// <summary>What is wrong with an answer; null when its bytes are to be read.</summary>
    private TransferResult? Judge(HttpResponseMessage response, PartialFile part)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                part.Restart();
                break;
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange?.From == part.Length:
                break;
            case HttpStatusCode.PartialContent:
                part.Restart();
                return new TransferResult(TransferState.Retry, $"sent another part than was asked for ({response.Content.Headers.ContentRange})");
            case HttpStatusCode.RequestedRangeNotSatisfiable when part.Length == backbone.Bytes:
                return TransferResult.Complete;
            case HttpStatusCode.RequestedRangeNotSatisfiable when part.Length > 0:
                part.Restart();
                return new TransferResult(TransferState.Retry, "has fewer bytes than are here already");
            default:
                return Refused(response);
        }

        if (response.Content.Headers.ContentEncoding.Any(e => !e.Equals("identity", StringComparison.OrdinalIgnoreCase)))
        {
            return new TransferResult(TransferState.WrongFile, $"sent the file encoded ({string.Join(", ", response.Content.Headers.ContentEncoding)}), which was not asked for");
        }

        return Total(response) is { } total ? JudgeLength(total) : null;
    }

    private TransferResult? JudgeLength(long total)
    {
        if (backbone.Bytes is { } published && total != published)
        {
            return new TransferResult(TransferState.WrongFile, FormattableString.Invariant($"offers {total} bytes, the published file has {published}"));
        }

        return total > options.MaxBytes
            ? new TransferResult(TransferState.TooLarge, FormattableString.Invariant($"offers {total} bytes, at most {options.MaxBytes} are allowed"))
            : null;
    }

    private static TransferResult Refused(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        bool isPassing = response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            || status is (>= 500 and not 501 and not 505) or 425;
        TimeSpan? wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - TimeProvider.System.GetUtcNow(),
            _ => null,
        };
        string message = string.Create(CultureInfo.InvariantCulture, $"answered {status} {response.ReasonPhrase}").TrimEnd();
        return isPassing
            ? new TransferResult(TransferState.Retry, message) { Wait = wait is null ? null : TimeSpan.FromTicks(Math.Clamp(wait.Value.Ticks, 0, LongestWait.Ticks)) }
            : new TransferResult(TransferState.NotThere, message);
    }

    private async Task<TransferResult> CopyAsync(HttpResponseMessage response, Uri address, PartialFile part, CancellationTokenSource stall)
    {
        long? total = Total(response);
        long limit = backbone.Bytes ?? total ?? options.MaxBytes;
        part.Begin(address, Validator(response));
        byte[] buffer = new byte[BufferBytes];
        int sinceLimit = 0;
        Stream content = await response.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable disposal = content.ConfigureAwait(false);
        while (await content.ReadAsync(buffer, stall.Token).ConfigureAwait(false) is > 0 and int read)
        {
            if (part.Length + read > limit)
            {
                part.Restart();
                return new TransferResult(
                    backbone.Bytes is null ? TransferState.TooLarge : TransferState.WrongFile, FormattableString.Invariant($"sent more than {limit} bytes"));
            }

            part.Write(buffer.AsMemory(0, read));
            progress?.Report(new DownloadProgress(backbone.Name, address, part.Length, backbone.Bytes ?? total));
            sinceLimit += read;
            if (sinceLimit >= LeastBytes)
            {
                sinceLimit = 0;
                stall.CancelAfter(options.StallTimeout);
            }
        }

        return (backbone.Bytes ?? total) is { } wanted && part.Length < wanted
            ? new TransferResult(TransferState.Retry, FormattableString.Invariant($"ended after {part.Length} of {wanted} bytes"))
            : TransferResult.Complete;
    }

    private static long? Total(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.Length : response.Content.Headers.ContentLength;

    // A weak tag does not promise equal bytes, so it may not be used to continue (RFC 9110, 13.1.5).
    private static string? Validator(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("R", CultureInfo.InvariantCulture);

    private static string Sentence(Exception exception) => exception.Message.ReplaceLineEndings(" ").TrimEnd('.');
}
