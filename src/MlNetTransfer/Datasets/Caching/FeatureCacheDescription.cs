namespace MlNetTransfer.Datasets.Caching;

/// <summary>What a feature cache holds.</summary>
/// <param name="Folder">Where it is; null when caching is off because there is no folder for it.</param>
/// <param name="FileCount">Number of files.</param>
/// <param name="Bytes">Their size together.</param>
/// <param name="NetworkCount">Number of combinations of network, preprocessing and engine.</param>
/// <param name="VectorCount">Number of feature vectors.</param>
/// <param name="MaxBytes">Size above which the files used longest ago are deleted.</param>
public sealed record FeatureCacheDescription(string? Folder, int FileCount, long Bytes, int NetworkCount, long VectorCount, long MaxBytes);
