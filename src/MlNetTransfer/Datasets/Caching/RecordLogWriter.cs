using Microsoft.Win32.SafeHandles;

namespace MlNetTransfer.Datasets.Caching;

/// <summary>Appends records to a folder's log; whoever cannot have the shared file writes one of its own.</summary>
/// <remarks>
/// The holder of <c>writer.lock</c> appends to the newest <c>main-*</c> file until that is full. Other processes write <c>side-*</c> files, which
/// nobody appends to again. The lock belongs to the open file, so the operating system frees it when its owner is killed. Where locks do
/// not work (some network disks) two writers may spoil each other's records; the checksums then drop them.
/// </remarks>
internal sealed class RecordLogWriter : IDisposable
{
    private const long FullSize = 64L << 20;
    private const int BufferedBytes = 1 << 20;

    private readonly RecordLog _log;
    private readonly FileStream? _lock;
    private readonly SafeFileHandle _file;
    private readonly byte[] _buffer;
    private long _position;
    private int _buffered;

    private RecordLogWriter(RecordLog log, FileStream? lockFile, SafeFileHandle file)
    {
        _log = log;
        _lock = lockFile;
        _file = file;
        _buffer = new byte[Math.Max(log.RecordSize, BufferedBytes / log.RecordSize * log.RecordSize)];
        _position = log.OffsetOf(log.CountRecords(RandomAccess.GetLength(file)));
        if (RandomAccess.GetLength(file) < RecordLog.HeaderSize)
        {
            RandomAccess.Write(file, log.Header, 0);
            _position = RecordLog.HeaderSize;
        }
    }

    /// <summary>Opens the log for appending.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public static RecordLogWriter Open(RecordLog log, string folder)
    {
        Directory.CreateDirectory(folder);
        FileStream? lockFile = TryLock(Path.Combine(folder, "writer.lock"));
        SafeFileHandle? file = null;
        try
        {
            file = OpenFile(log, folder, shared: lockFile is not null);
            return new RecordLogWriter(log, lockFile, file);
        }
        catch
        {
            file?.Dispose();
            lockFile?.Dispose();
            throw;
        }
    }

    /// <summary>Appends a record whose body the caller fills in.</summary>
    public void Append(ReadOnlySpan<byte> body)
    {
        if (_buffered + _log.RecordSize > _buffer.Length)
        {
            Flush();
        }

        Span<byte> record = _buffer.AsSpan(_buffered, _log.RecordSize);
        body.CopyTo(record);
        _log.Seal(record);
        _buffered += _log.RecordSize;
    }

    /// <summary>Hands buffered records to the operating system.</summary>
    public void Flush()
    {
        int count = _buffered;
        _buffered = 0;
        if (count > 0)
        {
            RandomAccess.Write(_file, _buffer.AsSpan(0, count), _position);
            _position += count;
        }
    }

    /// <summary>Closes the files; records that were not flushed are lost.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _lock?.Dispose();
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process is writing: its turn, and a file of our own.
            return null;
        }
    }

    private static SafeFileHandle OpenFile(RecordLog log, string folder, bool shared)
    {
        if (shared && NewestMain(log, folder) is { } main)
        {
            return File.OpenHandle(main, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }

        string unique = Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);
        string name = $"{(shared ? "main" : "side")}-{unique}{RecordLog.Extension}";
        return File.OpenHandle(
            Path.Combine(folder, name), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    private static string? NewestMain(RecordLog log, string folder)
    {
        FileInfo? newest = new DirectoryInfo(folder).EnumerateFiles("main-*" + RecordLog.Extension).MaxBy(file => file.LastWriteTimeUtc);
        if (newest is null || newest.Length >= FullSize)
        {
            return null;
        }

        using SafeFileHandle file = File.OpenHandle(newest.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] header = new byte[RecordLog.HeaderSize];
        bool isOurs = RandomAccess.Read(file, header, 0) == header.Length && log.IsHeader(header);
        return isOurs ? newest.FullName : null;
    }
}
