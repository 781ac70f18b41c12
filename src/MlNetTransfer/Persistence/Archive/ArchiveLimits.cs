namespace MlNetTransfer.Persistence.Archive;

/// <summary>What a model archive may be at most; checked before anything is allocated for it.</summary>
public sealed record ArchiveLimits
{
    /// <summary>The default limits.</summary>
    public static ArchiveLimits Default { get; } = new();

    /// <summary>Largest file.</summary>
    /// <value>In bytes. The default value is 2 GiB less 64 KiB, the longest array.</value>
    public long MaxModelBytes { get; init; } = (2L << 30) - 65_536;

    /// <summary>Largest manifest.</summary>
    /// <value>In bytes. The default value is 4 MiB.</value>
    public int MaxManifestBytes { get; init; } = 4 << 20;

    /// <summary>Largest number of entries.</summary>
    /// <value>The default value is 64.</value>
    public int MaxEntries { get; init; } = 64;

    /// <summary>Largest number of class names.</summary>
    /// <value>The default value is 100,000.</value>
    public int MaxLabels { get; init; } = 100_000;
}
