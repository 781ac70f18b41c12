using System.Security.Cryptography;

namespace MlNetTransfer.Backbones.Published;

/// <summary>A file on its way: <c>NAME.part</c> beside the target, and <c>NAME.part.from</c> with where its bytes are from, so that a later run can go on.</summary>
/// <remarks>The caller holds the target's lock. Failures of this machine's disk leave as <see cref="BackboneUnavailableException"/>, so that they are not taken for the server's.</remarks>
internal sealed class PartialFile : IDisposable
{
    private readonly string _target;
    private readonly FileStream _stream;

    private PartialFile(string target, FileStream stream)
    {
        _target = target;
        _stream = stream;
        _stream.Seek(0, SeekOrigin.End);
    }

    /// <summary>Bytes that are here.</summary>
    public long Length => _stream.Length;

    /// <summary>Whether all bytes are from one answer of one server.</summary>
    public bool IsOfOnePiece { get; private set; }

    private string OriginPath => Name(_target) + ".from";

    /// <summary>Opens what is there, or begins.</summary>
    public static PartialFile Open(string target) =>
        OnDisk(target, () => new PartialFile(target, new FileStream(Name(target), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read)));

    /// <summary>Deletes what a broken-off download left.</summary>
    public static void Delete(string target)
    {
        File.Delete(Name(target));
        File.Delete(Name(target) + ".from");
    }

    /// <summary>What the server called the content when the first bytes came from this address; null when it was another one, or it had no lasting name.</summary>
    public string? ValidatorFor(Uri address)
    {
        string[] lines = OnDisk(_target, () => File.Exists(OriginPath) ? File.ReadAllLines(OriginPath) : []);
        return lines is [var from, { Length: > 0 } validator] && from == address.AbsoluteUri ? validator : null;
    }

    /// <summary>Throws all bytes away.</summary>
    public void Restart() => OnDisk(_target, () =>
    {
        _stream.SetLength(0);
        IsOfOnePiece = false;
        File.Delete(OriginPath);
        return true;
    });

    /// <summary>Notes that an answer begins here.</summary>
    /// <param name="address">Where it is from.</param>
    /// <param name="validator">The server's name for the content; null when it has none.</param>
    public void Begin(Uri address, string? validator) => OnDisk(_target, () =>
    {
        IsOfOnePiece = Length == 0;
        if (IsOfOnePiece)
        {
            File.WriteAllLines(OriginPath, [address.AbsoluteUri, validator ?? ""]);
        }

        return true;
    });

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlyMemory<byte> bytes) => OnDisk(_target, () =>
    {
        _stream.Write(bytes.Span);
        return true;
    });

    /// <summary>SHA-256 of the bytes that are here.</summary>
    public string Hash() => OnDisk(_target, () =>
    {
        _stream.Flush();
        _stream.Position = 0;
        string hash = Convert.ToHexStringLower(SHA256.HashData(_stream));
        _stream.Seek(0, SeekOrigin.End);
        return hash;
    });

    /// <summary>All bytes.</summary>
    public byte[] ReadAll() => OnDisk(_target, () =>
    {
        byte[] bytes = new byte[_stream.Length];
        _stream.Position = 0;
        _stream.ReadExactly(bytes);
        return bytes;
    });

    /// <summary>Puts the file in its place, whole or not at all.</summary>
    public void Finish() => OnDisk(_target, () =>
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(Name(_target), _target, overwrite: true);
        File.Delete(OriginPath);
        return true;
    });

    public void Dispose() => _stream.Dispose();

    private static string Name(string target) => target + ".part";

    private static T OnDisk<T>(string target, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BackboneUnavailableException(
                $"{target}: not written: {exception.Message.TrimEnd('.')}. Make room or change the rights, or name another folder with MLNETTRANSFER_CACHE.", exception)
            {
                Failure = BackboneFailure.Disk,
            };
        }
    }
}
