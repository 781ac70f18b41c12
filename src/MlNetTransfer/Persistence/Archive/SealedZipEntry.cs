namespace MlNetTransfer.Persistence.Archive;

/// <summary>Place and checksum of one entry.</summary>
/// <param name="Name">Name with forward slashes.</param>
/// <param name="HeaderOffset">Offset of the local header.</param>
/// <param name="Length">Number of bytes.</param>
/// <param name="Checksum">CRC-32 of the bytes.</param>
internal readonly record struct SealedZipEntry(string Name, long HeaderOffset, long Length, uint Checksum);
