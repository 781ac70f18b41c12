namespace MlNetTransfer.Persistence.Archive;

/// <summary>One golden input with its answer.</summary>
/// <param name="Pixels">Rows of R, G, B bytes at the network's size.</param>
/// <param name="Features">The backbone's features.</param>
/// <param name="Probabilities">One number a label.</param>
public sealed record GoldenCase(ReadOnlyMemory<byte> Pixels, ReadOnlyMemory<float> Features, ReadOnlyMemory<float> Probabilities);
