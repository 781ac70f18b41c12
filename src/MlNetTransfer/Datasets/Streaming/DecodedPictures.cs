using System.Buffers;
using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;

namespace MlNetTransfer.Datasets.Streaming;

/// <summary>Decoded pictures of a listing by index, for training that sees each of them many times: kept in memory as far as a budget goes.</summary>
/// <remarks>
/// Pictures much larger than needed are reduced once, to twice the size that the larger of the networks sees. Thread-safe; what a picture looks like does not depend on whether
/// it is kept.
/// </remarks>
internal sealed class DecodedPictures
{
    private readonly PictureListing _listing;
    private readonly DecodeOptions _decode;
    private readonly int _largestShortSide;
    private readonly Image?[] _kept;
    private readonly bool _acceptDamaged;
    private long _budget;

    /// <param name="listing">The pictures.</param>
    /// <param name="options">How they are read.</param>
    /// <param name="budgetBytes">Bytes of pixels that may be kept.</param>
    /// <param name="other">What a second network sees of the same pictures; null for none.</param>
    public DecodedPictures(PictureListing listing, PictureStreamOptions options, long budgetBytes, ImagePreprocessing? other = null)
    {
        _listing = listing;
        _decode = options.Decode with { InverseDct = options.Preprocessing.InverseDct };
        _acceptDamaged = options.AcceptDamaged;
        _largestShortSide = 2 * Math.Max(LongSide(options.Preprocessing), other is null ? 0 : LongSide(other));
        _kept = new Image?[listing.Items.Count];
        _budget = budgetBytes;
    }

    /// <summary>A picture, decoded and upright.</summary>
    /// <param name="item">Index in the listing.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="UnusableDatasetException">The picture could be read before and cannot be read now.</exception>
    public Image Get(int item, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _kept[item]) is { } kept)
        {
            return kept;
        }

        Image image = Reduced(Load(item, cancellationToken));
        if (Interlocked.Add(ref _budget, -image.Pixels.Length) >= 0)
        {
            Volatile.Write(ref _kept[item], image);
        }
        else
        {
            Interlocked.Add(ref _budget, image.Pixels.Length);
        }

        return image;
    }

    private static int LongSide(ImagePreprocessing preprocessing) => Math.Max(preprocessing.Width, preprocessing.Height);

    private Image Load(int item, CancellationToken cancellationToken)
    {
        string relative = _listing.Items[item].RelativePath;
        SkippedPicture? skip = null;
        if (_listing.Items[item].Content is { } content)
        {
            if (Decode(content.Span, relative, out skip) is { } image)
            {
                return image;
            }
        }
        else if (PictureFile.Stat(_listing.FullPathOf(item), relative, out skip) is { } stamp)
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(checked((int)Math.Min(stamp.Length, _decode.MaxFileBytes) + 1));
            try
            {
                int length = PictureFile.Read(stamp, relative, ref buffer, out skip, cancellationToken);
                if (length >= 0 && Decode(buffer.AsSpan(0, length), relative, out skip) is { } image)
                {
                    return image;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        throw new UnusableDatasetException(
            UnusableDatasetKind.TooManySkipped,
            _listing.Root,
            [$"{relative}: {skip!.Message}"],
            "The picture was readable when the training began: leave the folder alone while it runs, or start again.");
    }

    private Image? Decode(ReadOnlySpan<byte> bytes, string relative, out SkippedPicture? skip)
    {
        DecodeResult result = ImageDecoder.Decode(bytes, _decode);
        bool isUsable = result.Outcome == DecodeOutcome.Ok || (result.Outcome == DecodeOutcome.Damaged && _acceptDamaged);
        skip = isUsable ? null : new SkippedPicture(relative, SkipReason.Damaged, result.Message);
        return isUsable ? result.Image : null;
    }

    private Image Reduced(Image image)
    {
        int shortSide = Math.Min(image.Width, image.Height);
        if (shortSide <= _largestShortSide)
        {
            return image;
        }

        double scale = (double)_largestShortSide / shortSide;
        return ImageResizer.Resize(image, (int)Math.Round(image.Width * scale), (int)Math.Round(image.Height * scale), Interpolation.Bilinear);
    }
}
