namespace MlNetTransfer.Backbones.Published;

/// <summary>Where a download stands.</summary>
/// <param name="Name">The network.</param>
/// <param name="Address">Where it is read from.</param>
/// <param name="BytesDone">Bytes that are here, those of earlier attempts included.</param>
/// <param name="BytesTotal">Bytes of the whole file; null when the server does not say.</param>
public readonly record struct DownloadProgress(string Name, Uri Address, long BytesDone, long? BytesTotal);
