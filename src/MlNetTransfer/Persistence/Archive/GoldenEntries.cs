namespace MlNetTransfer.Persistence.Archive;

/// <summary>Entries of one golden input.</summary>
/// <param name="Pixels">Entry with the input: rows of R, G, B bytes at the network's size.</param>
/// <param name="Features">Entry with its features: little-endian floats.</param>
/// <param name="Probabilities">Entry with its probabilities: little-endian floats, one a label.</param>
public sealed record GoldenEntries(string Pixels, string Features, string Probabilities);
