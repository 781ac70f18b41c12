using System.Buffers;
using Microsoft.Win32.SafeHandles;
using MlNetTransfer.Datasets.Caching;

namespace MlNetTransfer.Datasets.Streaming;

/// <summary>Reads a picture's file, or says why not in words that fit the cause.</summary>
internal static class PictureFile
{
    private const int AttemptCount = 3;
    private const int FirstPauseMilliseconds = 40;

    /// <summary>What the disk says about a file; null, with a reason, when it is no readable file.</summary>
    public static FileStamp? Stat(string path, string relativePath, out SkippedPicture? skip)
    {
        skip = null;
        try
        {
            FileInfo file = new(path);
            if (file.Exists)
            {
                return new FileStamp(path, file.Length, file.LastWriteTimeUtc.Ticks);
            }

            skip = Directory.Exists(path)
                ? new SkippedPicture(relativePath, SkipReason.IsFolder, "is a folder, not a picture; rename the folder or take it out of the list")
                : new SkippedPicture(relativePath, SkipReason.Vanished, "was there when the set was listed and is gone");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            skip = Explain(relativePath, exception);
        }

        return null;
    }

    /// <summary>Reads the whole file into a rented array.</summary>
    /// <returns>The number of bytes; -1, with a reason, when it could not be read.</returns>
    public static int Read(FileStamp stamp, string relativePath, ref byte[] buffer, out SkippedPicture? skip, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                skip = null;
                return ReadOnce(stamp, ref buffer);
            }
            catch (IOException exception) when (attempt < AttemptCount && exception is not (FileNotFoundException or DirectoryNotFoundException))
            {
                // A network share may stall and recover: a short pause, then again.
                cancellationToken.WaitHandle.WaitOne(FirstPauseMilliseconds << attempt);
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                skip = Explain(relativePath, exception);
                return -1;
            }
        }
    }

    private static int ReadOnce(FileStamp stamp, ref byte[] buffer)
    {
        using SafeFileHandle file = File.OpenHandle(stamp.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        int read = 0;
        while (true)
        {
            // One byte more than expected, so that a file that has grown is noticed and read to its end.
            if (buffer.Length < Math.Max(stamp.Length, read) + 1)
            {
                buffer = Grow(buffer, read, stamp.Length);
            }

            int count = RandomAccess.Read(file, buffer.AsSpan(read), read);
            if (count == 0)
            {
                return read;
            }

            read += count;
        }
    }

    private static byte[] Grow(byte[] buffer, int used, long expected)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(checked((int)Math.Max(expected, 2L * used) + 1));
        buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static SkippedPicture Explain(string relativePath, Exception exception) =>
        exception switch
        {
            FileNotFoundException or DirectoryNotFoundException =>
                new SkippedPicture(relativePath, SkipReason.Vanished, "was there when the set was listed and is gone"),
            UnauthorizedAccessException =>
                new SkippedPicture(relativePath, SkipReason.NoPermission, "there is no right to read it; change its rights"),
            _ => new SkippedPicture(relativePath, SkipReason.ReadError, $"could not be read: {exception.Message}"),
        };
}
