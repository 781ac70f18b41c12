namespace MlNetTransfer.Datasets.Features;

/// <summary>How far an extraction is.</summary>
/// <param name="Done">Pictures dealt with, the skipped and the cached ones included.</param>
/// <param name="Total">Pictures to deal with.</param>
/// <param name="Skipped">Pictures skipped so far.</param>
/// <param name="FromCache">Pictures whose features were in the cache.</param>
public readonly record struct ExtractionProgress(int Done, int Total, int Skipped, int FromCache);
