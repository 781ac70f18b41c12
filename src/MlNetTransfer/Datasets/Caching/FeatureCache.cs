using System.Security.Cryptography;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Datasets.Caching;

/// <summary>Keeps extracted features on disk, so that the same pictures are not run through the same network twice.</summary>
/// <remarks>
/// <para>Features are found by the SHA-256 of the picture's bytes, for one network, preprocessing and engine (<see cref="FeatureCacheKey"/>).
/// Each vector carries a checksum; a damaged, incomplete or foreign one is computed again, never used.</para>
/// <para>A file whose path, length and time of change are as they were is not read again (<see cref="FeatureCacheOptions.TrustTimestamps"/>).
/// A program that changes a picture, keeps its length and sets its time back goes unnoticed; turn the option off where that happens.</para>
/// <para><b>Threading</b>: several processes may use one folder at once. Nothing here throws when the folder cannot be used: <see cref="Notice"/> says so.</para>
/// </remarks>
public sealed class FeatureCache
{
    private const string PackPrefix = "features-";
    private const string StampName = "files-1";
    private static readonly byte[] StampIdentity = SHA256.HashData("MlNetTransfer files 1"u8);
    private readonly FeatureCacheOptions _options;

    /// <summary>Names a cache; nothing is read or written yet.</summary>
    /// <param name="options">Place and size; null for the present user's.</param>
    public FeatureCache(FeatureCacheOptions? options = null)
    {
        _options = options ?? new FeatureCacheOptions();
        Folder = _options.Folder is { } named ? Path.GetFullPath(named) : DefaultFolder();
        Notice = Folder is null ? "features are not kept: this user has no home folder; --cache DIR chooses a place." : null;
    }

    /// <summary>Where the features are; null when there is no place for them.</summary>
    public string? Folder { get; }

    /// <summary>Why features are not kept; null when all is well.</summary>
    public string? Notice { get; private set; }

    internal string? StampFolder => Folder is null ? null : Path.Combine(Folder, StampName);

    internal bool TrustTimestamps => _options.TrustTimestamps;

    internal DateTimeOffset Now => _options.TimeProvider.GetUtcNow();

    /// <summary>Says what the cache holds.</summary>
    /// <returns>The description.</returns>
    public FeatureCacheDescription Describe()
    {
        List<FileInfo> files = OwnFiles();
        int networks = files.Where(IsPackFile).Select(file => file.DirectoryName).Distinct(StringComparer.Ordinal).Count();
        return new FeatureCacheDescription(
            Folder, files.Count, files.Sum(file => file.Length), networks, files.Where(IsPackFile).Sum(CountVectors), _options.MaxBytes);
    }

    /// <summary>Deletes the cache's own files, and nothing else that may lie in its folder.</summary>
    /// <returns>Number of bytes freed.</returns>
    public long Clear() => OwnFiles().Sum(Delete);

    /// <summary>Opens the features of a key; null when there is no place for them.</summary>
    internal FeaturePack? OpenPack(FeatureCacheKey key)
    {
        if (Folder is null)
        {
            return null;
        }

        string name = PackPrefix + Convert.ToHexStringLower(key.ToHash().AsSpan(0, 16));
        try
        {
            return new FeaturePack(this, Path.Combine(Folder, name), FeaturePack.LogFor(key), new RecordLog(StampIdentity, FilesByStamp.BodySize));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TurnOff($"features are not kept: {exception.Message} --cache DIR chooses another place.");
            return null;
        }
    }

    /// <summary>Keeps the first reason for which features are not kept.</summary>
    internal void TurnOff(string notice) => Notice ??= notice;

    /// <summary>Deletes the files used longest ago until the cache is below its size.</summary>
    internal void Trim()
    {
        List<FileInfo> files = OwnFiles();
        long total = files.Sum(file => file.Length);
        foreach (FileInfo file in files.OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.FullName, StringComparer.Ordinal))
        {
            if (total <= _options.MaxBytes)
            {
                return;
            }

            total -= Delete(file);
        }
    }

    private static string? DefaultFolder() =>
        UserFolders.FindCacheFolder() is { } folder ? Path.Combine(folder, "features") : null;

    private static bool IsPackFile(FileInfo file) =>
        file.Directory?.Name.StartsWith(PackPrefix, StringComparison.Ordinal) == true;

    private static long CountVectors(FileInfo file)
    {
        try
        {
            using FileStream stream = file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] header = new byte[RecordLog.HeaderSize];
            stream.ReadExactly(header);
            int recordSize = BitConverter.ToInt32(header, 40);
            return recordSize <= 0 ? 0 : (stream.Length - header.Length) / recordSize;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Unreadable or cut short: it holds nothing that can be used.
            return 0;
        }
    }

    private static long Delete(FileInfo file)
    {
        try
        {
            long length = file.Length;
            file.Delete();
            return length;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // In use by another process (Windows) or not ours: it stays, and counts as not freed.
            return 0;
        }
    }

    private List<FileInfo> OwnFiles()
    {
        if (Folder is null || !Directory.Exists(Folder))
        {
            return [];
        }

        try
        {
            return [.. new DirectoryInfo(Folder).EnumerateDirectories()
                .Where(folder => folder.Name.StartsWith(PackPrefix, StringComparison.Ordinal) || folder.Name == StampName)
                .SelectMany(folder => folder.EnumerateFiles("*" + RecordLog.Extension))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TurnOff($"features are not kept: {exception.Message} --cache DIR chooses another place.");
            return [];
        }
    }
}
