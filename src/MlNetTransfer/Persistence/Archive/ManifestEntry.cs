namespace MlNetTransfer.Persistence.Archive;

/// <summary>What the manifest says about another entry of the archive.</summary>
/// <param name="Name">Name in the archive, with forward slashes.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
public sealed record ManifestEntry(string Name, long Length, string Sha256);
