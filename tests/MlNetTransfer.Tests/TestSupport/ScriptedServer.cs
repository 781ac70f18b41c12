using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MlNetTransfer.TestSupport;

/// <summary>A web server on this machine that answers each request as the test's script says, byte for byte, lies and silences included.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Request, int, Answer> _script;
    private int _count;

    /// <summary>Starts.</summary>
    /// <param name="script">The answer to a request, given its number from 0.</param>
    public ScriptedServer(Func<Request, int, Answer> script)
    {
        _script = script;
        _listener.Start();
        Root = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/"));
        _ = AcceptAsync();
    }

    /// <summary>What was asked for.</summary>
    public sealed record Request(string Path, IReadOnlyDictionary<string, string> Headers)
    {
        /// <summary>First byte of the range that is asked for; 0 for the whole file.</summary>
        public int From => Headers.TryGetValue("range", out string? range) ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>What is sent.</summary>
    /// <param name="Head">Status line and headers, without the empty line; the connection is closed at the end.</param>
    /// <param name="Body">Bytes after the empty line.</param>
    public sealed record Answer(string Head, byte[] Body)
    {
        /// <summary>Whether the server falls silent after the body instead of closing.</summary>
        public bool IsSilentAtEnd { get; init; }

        /// <summary>Whether the server never answers at all.</summary>
        public static Answer Silence { get; } = new("", []) { IsSilentAtEnd = true };

        /// <summary>A whole file.</summary>
        public static Answer Whole(byte[] body, params string[] headers) =>
            new(string.Join("\r\n", ["HTTP/1.1 200 OK", $"Content-Length: {body.Length}", .. headers]), body);

        /// <summary>The rest of a file.</summary>
        public static Answer Rest(byte[] body, int from, params string[] headers) =>
            new(string.Join("\r\n", ["HTTP/1.1 206 Partial Content", $"Content-Length: {body.Length - from}", $"Content-Range: bytes {from}-{body.Length - 1}/{body.Length}", .. headers]), body[from..]);

        /// <summary>A status without a body.</summary>
        public static Answer Status(string status, params string[] headers) =>
            new(string.Join("\r\n", [$"HTTP/1.1 {status}", "Content-Length: 0", .. headers]), []);
    }

    /// <summary>Address of the server, ending in a slash.</summary>
    public Uri Root { get; }

    /// <summary>All requests so far, in order.</summary>
    public ConcurrentQueue<Request> Requests { get; } = [];

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = ServeAsync(client, _stop.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stop)
    {
        using TcpClient held = client;
        try
        {
            await using NetworkStream stream = client.GetStream();
            Request request = await ReadAsync(stream, stop);
            Requests.Enqueue(request);
            Answer answer = _script(request, Interlocked.Increment(ref _count) - 1);
            if (answer.Head.Length > 0)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer.Head + "\r\nConnection: close\r\n\r\n"), stop);
                await stream.WriteAsync(answer.Body, stop);
                await stream.FlushAsync(stop);
            }

            if (answer.IsSilentAtEnd)
            {
                await Task.Delay(Timeout.Infinite, stop);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client hung up, or the test is over.
        }
    }

    private static async Task<Request> ReadAsync(NetworkStream stream, CancellationToken stop)
    {
        using StreamReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
        string[] first = (await reader.ReadLineAsync(stop) ?? "").Split(' ');
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(stop) is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return new Request(first.Length > 1 ? first[1] : "", headers);
    }
}
