using Microsoft.Win32.SafeHandles;

namespace MlNetTransfer.Datasets.Caching;

/// <summary>One file of a log, open for reading; safe for concurrent use.</summary>
internal sealed class RecordLogFile : IDisposable
{
    private readonly RecordLog _log;
    private readonly SafeFileHandle _file;

    private RecordLogFile(RecordLog log, SafeFileHandle file)
    {
        _log = log;
        _file = file;
        RecordCount = log.CountRecords(RandomAccess.GetLength(file));
    }

    /// <summary>Number of complete records when the file was opened.</summary>
    public long RecordCount { get; }

    /// <summary>Opens every file of a folder that belongs to the log; files that cannot be read or belong elsewhere are passed over.</summary>
    public static List<RecordLogFile> OpenAll(RecordLog log, string folder)
    {
        List<RecordLogFile> files = [];
        if (!Directory.Exists(folder))
        {
            return files;
        }

        foreach (string path in Directory.EnumerateFiles(folder, "*" + RecordLog.Extension).Order(StringComparer.Ordinal))
        {
            if (TryOpen(log, path) is { } file)
            {
                files.Add(file);
            }
        }

        return files;
    }

    /// <summary>Reads the first bytes of a record's body without checking them.</summary>
    public bool TryReadStart(long index, Span<byte> start) => RandomAccess.Read(_file, start, _log.OffsetOf(index)) == start.Length;

    /// <summary>Reads a whole record; false when it is not as it was written.</summary>
    public bool TryRead(long index, Span<byte> record) =>
        RandomAccess.Read(_file, record, _log.OffsetOf(index)) == record.Length && _log.IsIntact(record);

    /// <summary>Reads all intact records in order.</summary>
    public void ReadAll(Action<ReadOnlyMemory<byte>> receive)
    {
        int perRead = Math.Max(1, (1 << 20) / _log.RecordSize);
        byte[] buffer = new byte[perRead * _log.RecordSize];
        for (long first = 0; first < RecordCount; first += perRead)
        {
            int wanted = (int)Math.Min(perRead, RecordCount - first) * _log.RecordSize;
            int read = RandomAccess.Read(_file, buffer.AsSpan(0, wanted), _log.OffsetOf(first));
            for (int offset = 0; offset + _log.RecordSize <= read; offset += _log.RecordSize)
            {
                if (_log.IsIntact(buffer.AsSpan(offset, _log.RecordSize)))
                {
                    receive(buffer.AsMemory(offset, _log.BodySize));
                }
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private static RecordLogFile? TryOpen(RecordLog log, string path)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] header = new byte[RecordLog.HeaderSize];
            if (RandomAccess.Read(file, header, 0) == header.Length && log.IsHeader(header))
            {
                MarkUsed(path);
                return new RecordLogFile(log, file);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Deleted by another process, or not ours to read: the features are computed again.
        }

        file?.Dispose();
        return null;
    }

    private static void MarkUsed(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A read-only disk keeps no order of use; nothing is evicted there either.
        }
    }
}
