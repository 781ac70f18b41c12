using MlNetTransfer.Tensors;

namespace MlNetTransfer.Datasets.Streaming;

/// <summary>Some pictures of a listing, ready for the network.</summary>
/// <param name="Pixels">The pictures; valid until the next batch is asked for.</param>
/// <param name="Items">Index into the listing's items for each picture, ascending.</param>
/// <param name="Contents">Hash of the bytes of each picture's file.</param>
public sealed record PictureBatch(PixelBatch Pixels, IReadOnlyList<int> Items, IReadOnlyList<ContentHash> Contents);
