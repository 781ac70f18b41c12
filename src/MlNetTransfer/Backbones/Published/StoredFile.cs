namespace MlNetTransfer.Backbones.Published;

/// <summary>Files of the store's folder.</summary>
internal static class StoredFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Copies a file into its place, whole or not at all, once it is known to be the right one.</summary>
    /// <returns>Its SHA-256.</returns>
    /// <exception cref="BackboneUnavailableException">It is not the published file, is no network, is too large, or cannot be copied.</exception>
    public static string Copy(PublishedBackbone backbone, string source, string target, long maxBytes)
    {
        using PartialFile part = PartialFile.Open(target);
        part.Restart();
        try
        {
            Read(backbone, source, part, maxBytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BackboneUnavailableException($"{source}: cannot be read: {exception.Message.TrimEnd('.')}. Check the path and the rights.", exception)
            {
                Failure = BackboneFailure.Disk,
            };
        }

        if (FileCheck.Problem(backbone, part) is { } problem)
        {
            part.Restart();
            throw new BackboneUnavailableException($"{source}: is {problem}. Give the file from {string.Join(" or ", backbone.Addresses)}.") { Failure = BackboneFailure.Changed };
        }

        string hash = part.Hash();
        part.Finish();
        return hash;
    }

    /// <summary>Does something to files; what the disk refuses becomes one message.</summary>
    public static void OnDisk(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BackboneUnavailableException(
                $"{path}: {exception.Message.TrimEnd('.')}. Change the rights or make room, or name another folder with MLNETTRANSFER_CACHE.", exception)
            {
                Failure = BackboneFailure.Disk,
            };
        }
    }

    private static void Read(PublishedBackbone backbone, string source, PartialFile part, long maxBytes)
    {
        using FileStream stream = new(source, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        long limit = backbone.Bytes ?? maxBytes;
        if (stream.Length > limit)
        {
            throw new BackboneUnavailableException(FormattableString.Invariant($"{source}: has {stream.Length} bytes, {backbone.FileName} has at most {limit}."))
            {
                Failure = backbone.Bytes is null ? BackboneFailure.TooLarge : BackboneFailure.Changed,
            };
        }

        byte[] buffer = new byte[BufferBytes];
        while (stream.Read(buffer) is > 0 and int read)
        {
            part.Write(buffer.AsMemory(0, read));
        }
    }
}
