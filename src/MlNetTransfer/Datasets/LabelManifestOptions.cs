namespace MlNetTransfer.Datasets;

/// <summary>How a table of paths and labels is read.</summary>
public sealed record LabelManifestOptions
{
    /// <summary>Folder that relative paths start from; null for the manifest's own folder.</summary>
    /// <value>The default value is null.</value>
    public string? Root { get; init; }

    /// <summary>Class names by label that the manifest must keep to; null to take its own names in ordinal order.</summary>
    /// <value>The default value is null.</value>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Largest size of the manifest.</summary>
    /// <value>In bytes. The default value is 512 MiB.</value>
    public long MaxFileBytes { get; init; } = 512L << 20;
}
