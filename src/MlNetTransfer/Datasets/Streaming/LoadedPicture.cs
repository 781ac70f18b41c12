using MlNetTransfer.Datasets.Caching;

namespace MlNetTransfer.Datasets.Streaming;

/// <summary>What became of one picture on its way to the network: features from the cache, pixels, or a reason to skip it.</summary>
internal readonly record struct LoadedPicture
{
    /// <summary>Index into the listing.</summary>
    public required int Item { get; init; }

    /// <summary>Hash of the bytes; unset when the file could not be read.</summary>
    public ContentHash Content { get; init; }

    /// <summary>What the disk said before and after the reading; null when that changed, or nothing was read.</summary>
    public FileStamp? Stamp { get; init; }

    /// <summary>Features from the cache; null when there are none.</summary>
    public float[]? Features { get; init; }

    /// <summary>Pixels at the network's size; valid until the next picture is taken; empty when there are none.</summary>
    public ReadOnlyMemory<byte> Pixels { get; init; }

    /// <summary>Whether the picture is damaged and used all the same.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>Why there is nothing; null when there is something.</summary>
    public SkippedPicture? Skip { get; init; }

    /// <summary>What the decoder passed over.</summary>
    public IReadOnlyList<string> Notices { get; init; }
}
