namespace MlNetTransfer.Datasets.Caching;

/// <summary>Where extracted features are kept, and how much of them.</summary>
public sealed record FeatureCacheOptions
{
    /// <summary>The folder; null for the present user's (<see cref="Runtime.UserFolders.FindCacheFolder()"/>).</summary>
    /// <value>The default value is null.</value>
    public string? Folder { get; init; }

    /// <summary>Size above which the files used longest ago are deleted.</summary>
    /// <value>In bytes. The default value is 2 GiB.</value>
    public long MaxBytes { get; init; } = 2L << 30;

    /// <summary>Whether a file whose path, length and time of change are known is taken to have the content it had; false reads and hashes every file.</summary>
    /// <value>The default value is true.</value>
    public bool TrustTimestamps { get; init; } = true;

    /// <summary>The clock.</summary>
    /// <value>The default value is the system's.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
