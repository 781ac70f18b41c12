using MlNetTransfer.Datasets.Streaming;

namespace MlNetTransfer.FineTuning;

/// <summary>Pictures without labels, which only a teacher's part of the loss sees.</summary>
/// <param name="Decoded">The pictures.</param>
/// <param name="Items">Indices of the usable ones.</param>
/// <param name="Fingerprint">Hash of their contents, in order.</param>
internal sealed record UnlabelledPictures(DecodedPictures Decoded, IReadOnlyList<int> Items, string Fingerprint);
