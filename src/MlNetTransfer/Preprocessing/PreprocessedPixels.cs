using System.Buffers;
using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Resampling;

namespace MlNetTransfer.Preprocessing;

/// <summary>Takes a decoder's pixels: rows into the resizer, or a picture in pooled memory where a resize needs it whole.</summary>
/// <param name="preprocessing">What the network wants to see.</param>
/// <param name="destination">Its rectangle.</param>
internal sealed class PreprocessedPixels(ImagePreprocessing preprocessing, Memory<byte> destination) : IPixelDestination, IDisposable
{
    private ResizingRowSink? _sink;
    private byte[]? _rented;

    /// <inheritdoc/>
    public RowSink? CreateRowSink(int width, int height)
    {
        if (preprocessing.Interpolation is not (Interpolation.Bilinear or Interpolation.Bicubic))
        {
            return null;
        }

        ImagePlacement placement = ImagePlacement.Of(width, height, preprocessing);
        placement.FillAround(preprocessing, destination.Span);
        _sink?.Dispose();
        _sink = new ResizingRowSink(
            (width, height), placement.Window, preprocessing.Interpolation, destination[placement.Offset..], preprocessing.Width * Image.ChannelCount);
        return _sink;
    }

    /// <inheritdoc/>
    public Image CreateImage(int width, int height)
    {
        Return();
        _rented = ArrayPool<byte>.Shared.Rent(checked(width * height * Image.ChannelCount));
        return new Image(width, height, _rented.AsMemory());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sink?.Dispose();
        Return();
    }

    private void Return()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = null;
        }
    }
}
