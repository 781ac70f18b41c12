using System.IO.Compression;
using System.Runtime.InteropServices;
using MlNetTransfer.Graphs;
using MlNetTransfer.Imaging.Codecs;

namespace MlNetTransfer.Persistence.MlNet;

/// <summary>The entries of a zip that ML.NET wrote, by name with forward slashes whatever system wrote it; unpacked one by one when asked for.</summary>
/// <remarks>.NET's reader checks no CRC and believes what headers say of lengths; both are checked here.</remarks>
internal sealed class MlNetZip : IDisposable
{
    /// <summary>Name of the file that every component begins with.</summary>
    public const string KeyFile = "Model.key";

    private readonly string _source;
    private readonly MlNetLimits _limits;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    private MlNetZip(string source, ZipArchive archive, MlNetLimits limits)
    {
        _source = source;
        _archive = archive;
        _limits = limits;
    }

    /// <summary>Folders that hold a component, sorted.</summary>
    public IEnumerable<string> Components =>
        _entries.Keys.Where(IsKey).Select(FolderOf).Order(StringComparer.Ordinal);

    /// <summary>Whether bytes are a zip with components of ML.NET; never throws.</summary>
    public static bool IsOne(ReadOnlyMemory<byte> file)
    {
        try
        {
            using ZipArchive archive = Open(file);
            return archive.Entries.Any(e => IsKey(Normalize(e.FullName)));
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            return false;
        }
    }

    /// <summary>Lists the entries.</summary>
    /// <exception cref="InvalidModelException">The zip's directory is damaged or hostile.</exception>
    public static MlNetZip Read(string source, ReadOnlyMemory<byte> file, MlNetLimits limits)
    {
        ZipArchive? archive = null;
        try
        {
            archive = Open(file);
            MlNetZip zip = new(source, archive, limits);
            zip.List();
            archive = null;
            return zip;
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            throw Wrong(source, $"the zip's directory is damaged ({exception.Message})");
        }
        finally
        {
            archive?.Dispose();
        }
    }

    /// <summary>File and entry, for messages.</summary>
    public string Place(string name) => $"{_source}: {name}";

    /// <summary>The folder that an entry or folder is in; empty at the top.</summary>
    public static string FolderOf(string name) => name.LastIndexOf('/') is > 0 and var slash ? name[..slash] : "";

    /// <summary>Name of an entry in a folder.</summary>
    public static string In(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    /// <summary>The exception for a zip that is not as ML.NET writes it.</summary>
    public static InvalidModelException Wrong(string place, string found) =>
        new($"{place}: {found}. Copy the zip again from where ML.NET wrote it.") { Node = place };

    /// <summary>Unpacks an entry.</summary>
    /// <returns>Null when there is none of that name.</returns>
    public MlNetPart? Find(string name, long maxBytes)
    {
        if (!_entries.TryGetValue(name, out ZipArchiveEntry? entry))
        {
            return null;
        }

        string place = Place(name);
        try
        {
            return new MlNetPart(place, Unpack(place, entry, maxBytes));
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            throw Wrong(place, $"the entry is damaged ({exception.Message})");
        }
    }

    /// <summary>Unpacks an entry that must be there.</summary>
    public MlNetPart Get(string name, long maxBytes) =>
        Find(name, maxBytes) ?? throw Wrong(Place(name), "the entry is missing");

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();

    private static bool IsKey(string name) => name == KeyFile || name.EndsWith("/" + KeyFile, StringComparison.Ordinal);

    private static string Normalize(string name) => name.Replace('\\', '/');

    // What .NET's reader throws for bytes that are no zip, or none it can unpack.
    private static bool IsDamage(Exception exception) =>
        exception is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException;

    private static ZipArchive Open(ReadOnlyMemory<byte> file)
    {
        ArraySegment<byte> bytes = MemoryMarshal.TryGetArray(file, out ArraySegment<byte> segment) ? segment : new(file.ToArray());
        return new ZipArchive(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false), ZipArchiveMode.Read);
    }

    private void List()
    {
        int count = _archive.Entries.Count;
        if (count > _limits.MaxEntries)
        {
            throw Wrong(_source, FormattableString.Invariant($"the zip has {count} entries, {_limits.MaxEntries} are allowed"));
        }

        foreach (ZipArchiveEntry entry in _archive.Entries)
        {
            string name = Normalize(entry.FullName);
            if (!_entries.TryAdd(name, entry))
            {
                throw Wrong(Place(name), "two entries have this name");
            }
        }
    }

    private byte[] Unpack(string place, ZipArchiveEntry entry, long maxBytes)
    {
        if (entry.IsEncrypted)
        {
            throw Wrong(place, "the entry is encrypted, which ML.NET never does");
        }

        if (entry.Length > maxBytes || (entry.Length > _limits.FreelyPackedBytes && entry.Length / _limits.MaxRatio > entry.CompressedLength))
        {
            throw Wrong(place, FormattableString.Invariant(
                $"the entry has {entry.Length:N0} bytes, packed to {entry.CompressedLength:N0}; at most {maxBytes:N0} and {_limits.MaxRatio} times as many are allowed"));
        }

        byte[] bytes = new byte[entry.Length];
        using Stream stream = entry.Open();
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read != bytes.Length || stream.ReadByte() >= 0)
        {
            throw Wrong(place, FormattableString.Invariant($"the entry unpacks to {(read < bytes.Length ? read : read + 1)} bytes or more, {bytes.Length} were announced"));
        }

        return Crc32.Of(bytes) == entry.Crc32 ? bytes : throw Wrong(place, "the entry's checksum is wrong: bytes have changed since it was written");
    }
}
