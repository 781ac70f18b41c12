using MlNetTransfer.Datasets.Caching;

namespace MlNetTransfer.Datasets.Streaming;

/// <summary>Reads, decodes and preprocesses pictures ahead of the network, in parallel and in the listing's order.</summary>
/// <remarks><b>Threading</b>: one enumeration at a time. The batches and the report do not depend on the number of threads.</remarks>
public sealed class PictureStream
{
    private readonly PictureListing _listing;
    private readonly PictureStreamOptions _options;
    private readonly int[] _items;

    /// <summary>Names what will be read; nothing is opened yet.</summary>
    /// <param name="listing">The pictures.</param>
    /// <param name="options">How they are read.</param>
    /// <param name="items">Indices into the listing's items, in the order wanted; null for all.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public PictureStream(PictureListing listing, PictureStreamOptions options, IReadOnlyList<int>? items = null)
    {
        ArgumentNullException.ThrowIfNull(listing);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _listing = listing;
        _options = options;
        _items = items is null ? [.. Enumerable.Range(0, listing.Items.Count)] : [.. items];
    }

    /// <summary>What was found, used and skipped in the pass that ended last; null before that.</summary>
    public SkipReport? Report { get; private set; }

    /// <summary>Reads the pictures once.</summary>
    /// <param name="cancellationToken">Stops the pass.</param>
    /// <returns>Batches of up to the batch size; pictures that had to be skipped are in no batch.</returns>
    /// <exception cref="UnusableDatasetException">Too many pictures had to be skipped.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IEnumerable<PictureBatch> ReadBatches(CancellationToken cancellationToken = default)
    {
        SkipTally tally = new(_listing, _items.Length, _options);
        BatchBuffer batch = new(_options);
        foreach (LoadedPicture picture in Load(pack: null, cancellationToken))
        {
            tally.Add(picture);
            if (picture.Skip is null && batch.Add(picture))
            {
                yield return batch.ToBatch();
                batch.Clear();
            }
        }

        if (batch.Count > 0)
        {
            yield return batch.ToBatch();
        }

        tally.CheckFraction();
        Report = tally.ToReport();
    }

    /// <summary>Every picture's outcome, in order, with features from a pack where it has them.</summary>
    internal IEnumerable<LoadedPicture> Load(FeaturePack? pack, CancellationToken cancellationToken) =>
        new PictureLoader(_listing, _items, _options, pack).Load(cancellationToken);

    /// <summary>A tally for one pass.</summary>
    internal SkipTally NewTally() => new(_listing, _items.Length, _options);
}
