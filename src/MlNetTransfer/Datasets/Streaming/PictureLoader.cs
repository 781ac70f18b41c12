using System.Buffers;
using MlNetTransfer.Datasets.Caching;
using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Datasets.Streaming;

/// <summary>Takes pictures from files to pixels or cached features, in parallel and in order.</summary>
internal sealed class PictureLoader
{
    private readonly PictureListing _listing;
    private readonly IReadOnlyList<int> _items;
    private readonly PictureStreamOptions _options;
    private readonly FeaturePack? _pack;
    private readonly DecodeOptions _decode;
    private readonly PictureViews _views;

    public PictureLoader(PictureListing listing, IReadOnlyList<int> items, PictureStreamOptions options, FeaturePack? pack)
    {
        _listing = listing;
        _items = items;
        _options = options;
        _pack = pack;
        _decode = options.Decode;
        _views = new PictureViews(options.Preprocessing, options.Views);
    }

    /// <summary>Every item's outcome, in order.</summary>
    public IEnumerable<LoadedPicture> Load(CancellationToken cancellationToken)
    {
        OrderedPrefetchOptions prefetch = new() { WorkerCount = _options.WorkerCount };
        byte[]?[] pixels = new byte[OrderedPrefetch.SlotCount(prefetch)][];
        return OrderedPrefetch.Run(
            _items.Count,
            prefetch,
            (index, slot) => LoadOne(_items[index], ref pixels[slot], cancellationToken),
            cancellationToken);
    }

    private LoadedPicture LoadOne(int item, ref byte[]? pixels, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string relative = _listing.Items[item].RelativePath;
        if (_listing.Items[item].Content is { } content)
        {
            return content.Length > _decode.MaxFileBytes ? TooLarge(item, content.Length) : FromBytes(item, stamp: null, content.Span, ref pixels);
        }

        string path = _listing.FullPathOf(item);
        if (PictureFile.Stat(path, relative, out SkippedPicture? skip) is not { } stamp)
        {
            return new LoadedPicture { Item = item, Skip = skip, Notices = [] };
        }

        if (_pack is not null && _pack.TryFindContent(stamp, out ContentHash known) && FindFeatures(known, out float[]? features, out bool isDamaged))
        {
            return new LoadedPicture { Item = item, Content = known, Features = features, IsDamaged = isDamaged, Notices = [] };
        }

        if (stamp.Length > _decode.MaxFileBytes)
        {
            return TooLarge(item, stamp.Length);
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(checked((int)stamp.Length + 1));
        try
        {
            int length = PictureFile.Read(stamp, relative, ref buffer, out skip, cancellationToken);
            return length < 0
                ? new LoadedPicture { Item = item, Skip = skip, Notices = [] }
                : FromBytes(item, stamp, buffer.AsSpan(0, length), ref pixels);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private LoadedPicture TooLarge(int item, long length)
    {
        string message = FormattableString.Invariant($"has {length} bytes, at most {_decode.MaxFileBytes} are allowed");
        SkippedPicture skip = new(_listing.Items[item].RelativePath, SkipReason.Refused, message) { Outcome = DecodeOutcome.Refused, DecodeReason = DecodeReason.FileTooLarge };
        return new LoadedPicture { Item = item, Skip = skip, Notices = [] };
    }

    private LoadedPicture FromBytes(int item, FileStamp? stamp, ReadOnlySpan<byte> bytes, ref byte[]? pixels)
    {
        LoadedPicture result = new()
        {
            Item = item,
            Content = ContentHash.Of(bytes),
            Stamp = stamp is { } before && bytes.Length == before.Length && PictureFile.Stat(before.Path, "", out _) == before ? stamp : null,
            Notices = [],
        };
        if (_pack is not null && FindFeatures(result.Content, out float[]? features, out bool isDamaged))
        {
            return result with { Features = features, IsDamaged = isDamaged };
        }

        string relative = _listing.Items[item].RelativePath;
        pixels ??= new byte[_views.Bytes];
        DecodeResult decoded = _views.Decode(bytes, _decode, pixels);
        if (decoded.Outcome != DecodeOutcome.Ok && !(decoded.Outcome == DecodeOutcome.Damaged && _options.AcceptDamaged))
        {
            return result with
            {
                Skip = new SkippedPicture(relative, decoded.Outcome == DecodeOutcome.Refused ? SkipReason.Refused : SkipReason.Damaged, decoded.Message)
                {
                    Outcome = decoded.Outcome,
                    DecodeReason = decoded.Reason,
                },
            };
        }

        return result with { Pixels = pixels, IsDamaged = decoded.Outcome == DecodeOutcome.Damaged, Notices = decoded.Notices };
    }

    private bool FindFeatures(ContentHash content, out float[]? features, out bool isDamaged)
    {
        features = new float[_pack!.FeatureCount];
        return _pack.TryGet(content, _options.AcceptDamaged, features, out isDamaged);
    }
}
