using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MlNetTransfer.Datasets.Caching;

/// <summary>Feature vectors of one network and preprocessing. Reading is safe for concurrent use; writing is for one thread.</summary>
/// <remarks>Body of a record: content hash (32), 1 when the picture was damaged else 0 (4), features (little-endian floats).</remarks>
internal sealed class FeaturePack : IDisposable
{
    private const int FeatureOffset = ContentHash.Size + 4;

    private readonly FeatureCache _cache;
    private readonly RecordLog _log;
    private readonly RecordLog _stampLog;
    private readonly string _folder;
    private readonly List<RecordLogFile> _files;
    private readonly Dictionary<ContentHash, (RecordLogFile File, long Index)> _vectors = [];
    private readonly HashSet<ContentHash> _added = [];
    private readonly FilesByStamp _stamps;
    private RecordLogWriter? _writer;
    private RecordLogWriter? _stampWriter;
    private bool _isReadOnly;

    public FeaturePack(FeatureCache cache, string folder, RecordLog log, RecordLog stampLog)
    {
        _cache = cache;
        _folder = folder;
        _log = log;
        _stampLog = stampLog;
        _files = RecordLogFile.OpenAll(log, folder);
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        foreach (RecordLogFile file in _files)
        {
            for (long i = 0; i < file.RecordCount && file.TryReadStart(i, hash); i++)
            {
                _vectors[new ContentHash(hash)] = (file, i);
            }
        }

        List<RecordLogFile> stampFiles = RecordLogFile.OpenAll(stampLog, cache.StampFolder!);
        _stamps = FilesByStamp.Load(stampFiles);
        stampFiles.ForEach(file => file.Dispose());
    }

    public int FeatureCount => (_log.BodySize - FeatureOffset) / sizeof(float);

    /// <summary>Log of feature vectors for a key.</summary>
    public static RecordLog LogFor(FeatureCacheKey key) => new(key.ToHash(), checked(FeatureOffset + (key.FeatureCount * sizeof(float))));

    /// <summary>The content of a file that has not changed since it was last read.</summary>
    public bool TryFindContent(FileStamp stamp, out ContentHash content)
    {
        content = default;
        return _cache.TrustTimestamps && _stamps.TryGet(stamp, out content);
    }

    /// <summary>Features of a content; false when there are none, or only of a picture that was damaged and such are not wanted.</summary>
    public bool TryGet(ContentHash content, bool acceptDamaged, Span<float> features, out bool isDamaged)
    {
        isDamaged = false;
        if (!_vectors.TryGetValue(content, out (RecordLogFile File, long Index) place))
        {
            return false;
        }

        byte[] record = ArrayPool<byte>.Shared.Rent(_log.RecordSize);
        try
        {
            Span<byte> bytes = record.AsSpan(0, _log.RecordSize);
            if (!place.File.TryRead(place.Index, bytes))
            {
                return false;
            }

            isDamaged = BinaryPrimitives.ReadInt32LittleEndian(bytes[ContentHash.Size..]) != 0;
            MemoryMarshal.Cast<byte, float>(bytes[FeatureOffset.._log.BodySize]).CopyTo(features);
            return acceptDamaged || !isDamaged;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(record);
        }
    }

    /// <summary>Keeps features, unless the cache cannot be written.</summary>
    public void Add(ContentHash content, bool isDamaged, ReadOnlySpan<float> features)
    {
        if (_isReadOnly || !_added.Add(content))
        {
            return;
        }

        byte[] body = new byte[_log.BodySize];
        content.CopyTo(body);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(ContentHash.Size), isDamaged ? 1 : 0);
        MemoryMarshal.AsBytes(features).CopyTo(body.AsSpan(FeatureOffset));
        Attempt(() => (_writer ??= RecordLogWriter.Open(_log, _folder)).Append(body));
    }

    /// <summary>Remembers the content of a file for the next run.</summary>
    public void Remember(FileStamp stamp, ContentHash content)
    {
        if (_isReadOnly || !_stamps.IsWorthRemembering(stamp, _cache.Now))
        {
            return;
        }

        byte[] body = new byte[FilesByStamp.BodySize];
        FilesByStamp.WriteBody(stamp, content, body);
        Attempt(() => (_stampWriter ??= RecordLogWriter.Open(_stampLog, _cache.StampFolder!)).Append(body));
    }

    /// <summary>Writes what is buffered, closes all files and keeps the cache below its size.</summary>
    public void Dispose()
    {
        Attempt(() => _writer?.Flush());
        Attempt(() => _stampWriter?.Flush());
        bool hasWritten = _writer is not null || _stampWriter is not null;
        _writer?.Dispose();
        _stampWriter?.Dispose();
        _files.ForEach(file => file.Dispose());
        if (hasWritten)
        {
            _cache.Trim();
        }
    }

    private void Attempt(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _isReadOnly = true;
            _cache.TurnOff($"features are not kept: {exception.Message} Training goes on without; --cache DIR chooses another place.");
        }
    }
}
