using System.Globalization;

namespace MlNetTransfer.Persistence;

/// <summary>Writes files whole or not at all: whatever kills the process, a reader finds the old complete file or the new complete one.</summary>
/// <remarks>
/// The content goes to a temporary file in the same folder, is flushed to the disk, its length is checked, and it is renamed over the target.
/// The folder entry itself is not flushed (.NET has no managed call for that): after a loss of power the old file may be back, never a mixture.
/// </remarks>
public static class AtomicFile
{
    /// <summary>End of the names of temporary files: <c>.NAME.XXXXXXXXXXXX.mlt-tmp</c>.</summary>
    public const string TemporarySuffix = ".mlt-tmp";

    /// <summary>Age at which a temporary file is taken for one that a killed process left behind.</summary>
    public static TimeSpan StaleAge { get; } = TimeSpan.FromHours(1);

    /// <summary>Writes a file of known content.</summary>
    /// <param name="path">The file; replaced when it exists.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="FileWriteException">The file could not be written; the old one is untouched.</exception>
    public static void WriteAllBytes(string path, ReadOnlyMemory<byte> content) =>
        Write(path, stream => stream.Write(content.Span));

    /// <summary>Writes a file through a stream.</summary>
    /// <param name="path">The file; replaced when it exists.</param>
    /// <param name="write">Writes the content, front to back. What it throws is passed on, and nothing is changed.</param>
    /// <exception cref="FileWriteException">The file could not be written; the old one is untouched.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(target) ?? throw new FileWriteException($"{path}: is no file name. Give a path that ends in a file name.");
        if (Directory.Exists(target))
        {
            throw new FileWriteException($"{path}: a folder has this name. Give another file name.") { Failure = FileWriteFailure.IsFolder };
        }

        string temporary = TemporaryName(folder, Path.GetFileName(target));
        try
        {
            long length = WriteTemporary(temporary, write);
            VerifyLength(temporary, length);
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or (IOException and not FileWriteException))
        {
            throw Explain(path, folder, exception);
        }
        finally
        {
            DeleteQuietly(temporary);
        }
    }

    /// <summary>Deletes temporary files that killed processes left in a folder. Files younger than <see cref="StaleAge"/> stay.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    /// <param name="now">The present time; null for the system's.</param>
    /// <returns>Number of files deleted.</returns>
    public static int DeleteStaleTemporaries(string folder, DateTimeOffset? now = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        DateTime limit = ((now ?? TimeProvider.System.GetUtcNow()) - StaleAge).UtcDateTime;
        int deleted = 0;
        try
        {
            foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles(".*" + TemporarySuffix))
            {
                if (file.LastWriteTimeUtc < limit && DeleteQuietly(file.FullName))
                {
                    deleted++;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Housekeeping only: a folder that cannot be listed keeps its leftovers.
            return deleted;
        }

        return deleted;
    }

    private static string TemporaryName(string folder, string name)
    {
        // 255 bytes is the longest name of common file systems: a long target name is cut, the random part keeps it unique.
        string start = name.Length <= 60 ? name : name[..60];
        string random = Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);
        return Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $".{start}.{random}{TemporarySuffix}"));
    }

    private static long WriteTemporary(string temporary, Action<Stream> write)
    {
        using FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        write(stream);
        stream.Flush(flushToDisk: true);
        return stream.Position;
    }

    private static void VerifyLength(string temporary, long expected)
    {
        long found = new FileInfo(temporary).Length;
        if (found != expected)
        {
            throw new IOException(FormattableString.Invariant($"{expected} bytes were written but the file has {found}"));
        }
    }

    private static FileWriteException Explain(string path, string folder, Exception cause)
    {
        // Win32 codes in HResult on every platform where .NET maps them: 0x70 disk full, 0x27 handle disk full, 0x20/0x21 sharing and lock violation.
        FileWriteFailure failure = !Directory.Exists(folder) ? FileWriteFailure.FolderMissing
            : cause is UnauthorizedAccessException ? FileWriteFailure.NoPermission
            : (cause.HResult & 0xFFFF) switch
            {
                0x70 or 0x27 => FileWriteFailure.DiskFull,
                0x20 or 0x21 => FileWriteFailure.Locked,
                _ => FromUnixError(cause.HResult),
            };
        (string found, string remedy) = failure switch
        {
            FileWriteFailure.FolderMissing => ("its folder does not exist", "Create the folder first"),
            FileWriteFailure.NoPermission => ("no right to write there, or the disk is read-only", "Choose another place or change the rights"),
            FileWriteFailure.DiskFull => ("the disk is full", "Free some space and try again"),
            FileWriteFailure.Locked => ("another program holds the file", "Close it and try again"),
            _ => (cause.Message, "Try again or choose another place"),
        };
        return new FileWriteException($"{path}: not written: {found}. {remedy}; the file that was there before is untouched.", cause) { Failure = failure };
    }

    /// <summary>On Unix .NET puts errno itself into HResult where it has no mapping: ENOSPC 28, EDQUOT 122 (Linux) or 69 (macOS), EROFS 30, EBUSY/ETXTBSY 16/26.</summary>
    private static FileWriteFailure FromUnixError(int number) =>
        OperatingSystem.IsWindows() ? FileWriteFailure.Other : number switch
        {
            28 or 122 or 69 => FileWriteFailure.DiskFull,
            30 => FileWriteFailure.NoPermission,
            11 or 16 or 26 => FileWriteFailure.Locked,
            _ => FileWriteFailure.Other,
        };

    private static bool DeleteQuietly(string path)
    {
        try
        {
            bool existed = File.Exists(path);
            File.Delete(path);
            return existed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Already an error on the way, or only housekeeping: the janitor comes again.
            return false;
        }
    }
}
