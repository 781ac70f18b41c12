using MlNetTransfer.Datasets.Caching;
using MlNetTransfer.Datasets.Streaming;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Datasets.Features;

/// <summary>One extraction: batches what the cache does not have, keeps rows in the listing's order.</summary>
internal sealed class ExtractionPass
{
    private readonly FeatureExtractorOptions _options;
    private readonly PictureListing _listing;
    private readonly FeaturePack? _pack;
    private readonly IProgress<ExtractionProgress>? _progress;
    private readonly BatchBuffer _batch;
    private readonly float[] _batchFeatures;
    private readonly float[]?[] _vectors;
    private readonly ContentHash[] _contents;
    private int _done;
    private int _skipped;
    private int _fromCache;

    public ExtractionPass(FeatureExtractorOptions options, PictureListing listing, FeaturePack? pack, IProgress<ExtractionProgress>? progress)
    {
        _options = options;
        _listing = listing;
        _pack = pack;
        _progress = progress;
        _batch = new BatchBuffer(options.Stream);
        _batchFeatures = new float[checked(options.Stream.BatchSize * options.FeatureCount)];
        _vectors = new float[listing.Items.Count][];
        _contents = new ContentHash[listing.Items.Count];
    }

    public ExtractedFeatures Run(CancellationToken cancellationToken)
    {
        PictureStream stream = new(_listing, _options.Stream);
        SkipTally tally = stream.NewTally();
        foreach (LoadedPicture picture in stream.Load(_pack, cancellationToken))
        {
            _done++;
            tally.Add(picture);
            Receive(picture);
        }

        RunBatch();
        tally.CheckFraction();
        _progress?.Report(Progress());
        return ToResult(tally.ToReport());
    }

    private void Receive(LoadedPicture picture)
    {
        if (picture.Skip is not null)
        {
            _skipped++;
            return;
        }

        _contents[picture.Item] = picture.Content;
        if (picture.Features is not null)
        {
            _fromCache++;
            _vectors[picture.Item] = picture.Features;
            Remember(picture);
        }
        else if (_batch.Add(picture))
        {
            RunBatch();
            _progress?.Report(Progress());
        }
    }

    private void RunBatch()
    {
        if (_batch.Count == 0)
        {
            return;
        }

        int width = _options.FeatureCount;
        _options.Network(_batch.ToPixels(), _batchFeatures.AsSpan(0, _batch.Count * width));
        for (int i = 0; i < _batch.Count; i++)
        {
            LoadedPicture picture = _batch.Pictures[i];
            float[] vector = _batchFeatures.AsSpan(i * width, width).ToArray();
            _vectors[picture.Item] = vector;
            _pack?.Add(picture.Content, picture.IsDamaged, vector);
            Remember(picture);
        }

        _batch.Clear();
    }

    private void Remember(LoadedPicture picture)
    {
        if (picture.Stamp is { } stamp)
        {
            _pack?.Remember(stamp, picture.Content);
        }
    }

    private ExtractionProgress Progress() => new(_done, _listing.Items.Count, _skipped, _fromCache);

    private ExtractedFeatures ToResult(SkipReport report)
    {
        int[] items = [.. Enumerable.Range(0, _vectors.Length).Where(i => _vectors[i] is not null)];
        FeatureMatrix features = new(items.Length, _options.FeatureCount);
        for (int row = 0; row < items.Length; row++)
        {
            _vectors[items[row]].CopyTo(features.Row(row));
        }

        return new ExtractedFeatures
        {
            Listing = _listing,
            Features = features,
            Items = items,
            Labels = [.. items.Select(i => _listing.Items[i].Label)],
            Contents = [.. items.Select(i => _contents[i])],
            Report = report,
            FromCache = _fromCache,
        };
    }
}
