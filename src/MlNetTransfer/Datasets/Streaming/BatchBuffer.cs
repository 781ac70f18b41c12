using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Datasets.Streaming;

/// <summary>Gathers pictures into one block of pixels.</summary>
internal sealed class BatchBuffer
{
    private readonly PictureStreamOptions _options;
    private readonly byte[] _pixels;
    private readonly PictureViews _views;
    private readonly int _pictureBytes;
    private readonly List<LoadedPicture> _pictures = [];

    public BatchBuffer(PictureStreamOptions options)
    {
        _options = options;
        _views = new PictureViews(options.Preprocessing, options.Views);
        _pictureBytes = _views.Bytes;
        _pixels = new byte[checked(_pictureBytes * options.BatchSize)];
    }

    public int Count => _pictures.Count;

    /// <summary>The pictures gathered; their own pixels are no longer valid.</summary>
    public IReadOnlyList<LoadedPicture> Pictures => _pictures;

    /// <summary>Copies a picture in; true when the batch is full.</summary>
    public bool Add(LoadedPicture picture)
    {
        picture.Pixels.Span.CopyTo(_pixels.AsSpan(_pictures.Count * _pictureBytes));
        _pictures.Add(picture);
        return _pictures.Count == _options.BatchSize;
    }

    public PixelBatch ToPixels() => _views.ToBatch(_pixels.AsMemory(0, Count * _pictureBytes), Count);

    public PictureBatch ToBatch() => new(ToPixels(), [.. _pictures.Select(p => p.Item)], [.. _pictures.Select(p => p.Content)]);

    public void Clear() => _pictures.Clear();
}
