using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MlNetTransfer.Graphs;

namespace MlNetTransfer.Persistence.Archive;

/// <summary>Reads model archives. Every byte is verified before any of it is used; nothing is extracted to disk or executed.</summary>
public static class ModelArchiveReader
{
    /// <summary>Reads an archive from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What it may be at most; null for the defaults.</param>
    /// <returns>The verified content.</returns>
    /// <exception cref="InvalidModelException">The file is missing, damaged, hostile, no model, or written by a newer version.</exception>
    public static ModelArchive Load(string path, ArchiveLimits? limits = null)
    {
        limits ??= ArchiveLimits.Default;
        return Read(path, ReadFile(path, limits), limits);
    }

    /// <summary>Whether bytes end with the seal of this library's archives, right or wrong.</summary>
    internal static bool IsSealed(ReadOnlyMemory<byte> bytes) => SealedZipReader.SealOffset(bytes.Span) > 0;

    /// <summary>The bytes of a file that may be an archive.</summary>
    /// <exception cref="InvalidModelException">The file is missing, cannot be read or is too large.</exception>
    internal static byte[] ReadFile(string path, ArchiveLimits limits)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            CheckLength(path, stream.Length, limits);
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string found = exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file"
                : Directory.Exists(path) ? "is a folder, not a model"
                : $"cannot be read: {exception.Message}";
            throw new InvalidModelException($"{path}: {found}. Check the path and the rights.", exception);
        }
    }

    /// <summary>Reads an archive from memory.</summary>
    /// <param name="source">Name for messages.</param>
    /// <param name="bytes">The whole file; must not change while the result is used.</param>
    /// <param name="limits">What it may be at most; null for the defaults.</param>
    /// <returns>The verified content.</returns>
    /// <exception cref="InvalidModelException">The bytes are damaged, hostile, no model, or written by a newer version.</exception>
    public static ModelArchive Read(string source, ReadOnlyMemory<byte> bytes, ArchiveLimits? limits = null)
    {
        limits ??= ArchiveLimits.Default;
        CheckLength(source, bytes.Length, limits);
        List<(string Name, ReadOnlyMemory<byte> Content)> entries = SealedZipReader.Read(source, bytes, limits);
        ReadOnlyMemory<byte> json = entries[0].Content;
        if (entries[0].Name != ModelArchive.ManifestEntry || json.Length > limits.MaxManifestBytes)
        {
            throw Bad(source, ModelArchive.ManifestEntry, FormattableString.Invariant(
                $"the first entry is '{entries[0].Name}' of {json.Length} bytes; a manifest of at most {limits.MaxManifestBytes} bytes is wanted"));
        }

        ModelManifest manifest = ManifestJson.Read(source, json.Span);
        if (ManifestRules.FindProblems(manifest, limits).ToList() is { Count: > 0 } problems)
        {
            throw Bad(source, ModelArchive.ManifestEntry, string.Join("; ", problems));
        }

        Dictionary<string, ReadOnlyMemory<byte>> contents = Verify(source, manifest, entries);
        IReadOnlyList<GoldenCase> goldens = ReadGoldens(source, manifest, contents);
        return contents.TryGetValue(ModelArchive.NetworkEntry, out ReadOnlyMemory<byte> network)
            ? new ModelArchive(manifest, network, goldens)
            : throw Bad(source, ModelArchive.NetworkEntry, "the entry is missing");
    }

    private static void CheckLength(string source, long length, ArchiveLimits limits)
    {
        if (length > limits.MaxModelBytes)
        {
            throw new InvalidModelException(FormattableString.Invariant(
                $"{source}: has {length} bytes, at most {limits.MaxModelBytes} are allowed. Raise {nameof(ArchiveLimits.MaxModelBytes)} if the file is trusted."));
        }
    }

    /// <summary>Compares entries with the manifest's list: same names, order, lengths and hashes.</summary>
    private static Dictionary<string, ReadOnlyMemory<byte>> Verify(
        string source, ModelManifest manifest, List<(string Name, ReadOnlyMemory<byte> Content)> entries)
    {
        if (manifest.Entries.Count != entries.Count - 1)
        {
            throw Bad(source, ModelArchive.ManifestEntry, FormattableString.Invariant(
                $"it lists {manifest.Entries.Count} entries and the archive holds {entries.Count - 1} others"));
        }

        Dictionary<string, ReadOnlyMemory<byte>> contents = new(StringComparer.Ordinal);
        for (int i = 1; i < entries.Count; i++)
        {
            (string name, ReadOnlyMemory<byte> content) = entries[i];
            ManifestEntry listed = manifest.Entries[i - 1];
            if (listed.Name != name || listed.Length != content.Length)
            {
                throw Bad(source, name, FormattableString.Invariant(
                    $"the archive holds {content.Length} bytes here, the manifest lists '{listed.Name}' with {listed.Length}"));
            }

            if (listed.Sha256 != Convert.ToHexStringLower(SHA256.HashData(content.Span)))
            {
                throw Bad(source, name, "its SHA-256 is not the manifest's");
            }

            contents.Add(name, content);
        }

        return contents;
    }

    private static List<GoldenCase> ReadGoldens(
        string source, ModelManifest manifest, Dictionary<string, ReadOnlyMemory<byte>> contents)
    {
        List<GoldenCase> goldens = [];
        HashSet<string> used = [ModelArchive.NetworkEntry];
        foreach (GoldenEntries entries in manifest.Golden?.Cases ?? [])
        {
            goldens.Add(new GoldenCase(
                Take(source, entries.Pixels, contents, used),
                ToFloats(Take(source, entries.Features, contents, used)),
                ToFloats(Take(source, entries.Probabilities, contents, used))));
        }

        if (contents.Keys.FirstOrDefault(name => !used.Contains(name)) is { } unknown)
        {
            throw Bad(source, unknown, "this version knows no such entry");
        }

        return ManifestRules.FindProblems(manifest, goldens).FirstOrDefault() is { } problem
            ? throw Bad(source, ModelArchive.ManifestEntry, problem)
            : goldens;
    }

    private static ReadOnlyMemory<byte> Take(
        string source, string name, Dictionary<string, ReadOnlyMemory<byte>> contents, HashSet<string> used) =>
        contents.TryGetValue(name, out ReadOnlyMemory<byte> content) && used.Add(name)
            ? content
            : throw Bad(source, name, "the entry is missing, or listed for two purposes");

    private static float[] ToFloats(ReadOnlyMemory<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray();

    private static InvalidModelException Bad(string source, string part, string found) =>
        new($"{source}: {part}: {found}. Copy the model again from where it was made.") { Node = part };
}
