namespace MlNetTransfer.Persistence;

/// <summary>A checkpoint in a file: read whole, replaced atomically.</summary>
internal static class CheckpointFile
{
    /// <summary>The file's bytes; null where there is none.</summary>
    public static byte[]? Read(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    /// <summary>Replaces the file.</summary>
    /// <exception cref="FileWriteException">It cannot be written; the old one is untouched.</exception>
    public static void Write(string path, Action<Stream> write) => AtomicFile.Write(path, write);

    /// <summary>Deletes the file where it exists.</summary>
    public static void Delete(string path) => File.Delete(path);
}
