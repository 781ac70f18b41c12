using System.Runtime.InteropServices;
using MlNetTransfer.Imaging;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Preprocessing.Augmentation;

/// <summary>Makes the views of a picture that a network is shown in prediction, one behind the other, the plain one first.</summary>
/// <remarks><b>Threading</b>: immutable; any number of threads.</remarks>
internal sealed class PictureViews
{
    private readonly ImagePreprocessing _preprocessing;
    private readonly IReadOnlyList<AugmentationDraw> _others;
    private readonly Augmenter? _augmenter;

    /// <param name="preprocessing">What the network sees.</param>
    /// <param name="kind">Which views.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    public PictureViews(ImagePreprocessing preprocessing, TestTimeAugmentation kind)
    {
        _preprocessing = preprocessing;
        _others = [.. TestTimeViews.Of(kind).Skip(1)];
        _augmenter = _others.Count == 0 ? null : Augmenter.Create(AugmentationOptions.None, preprocessing with { Samples = PixelSamples.Bytes });
    }

    /// <summary>Number of views, the plain one included.</summary>
    public int Count => _others.Count + 1;

    /// <summary>Bytes that all views of one picture take.</summary>
    public int Bytes => checked(Count * _preprocessing.PictureBytes);

    /// <summary>Makes all views of a picture.</summary>
    /// <param name="image">The picture, upright.</param>
    /// <param name="destination">Exactly <see cref="Bytes"/>.</param>
    public void Apply(Image image, Span<byte> destination)
    {
        int size = _preprocessing.PictureBytes;
        ImagePreprocessor.Apply(image, _preprocessing, destination[..size]);
        for (int i = 0; i < _others.Count; i++)
        {
            Apply(image, _others[i], destination.Slice((i + 1) * size, size));
        }
    }

    /// <summary>Decodes a file's bytes and makes all views; a single one without storing the picture.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <param name="destination">Exactly <see cref="Bytes"/>. Undefined when the picture is refused.</param>
    /// <returns>The outcome as the decoder gives it, without a picture.</returns>
    public DecodeResult Decode(ReadOnlySpan<byte> encoded, DecodeOptions? options, Memory<byte> destination)
    {
        if (_augmenter is null)
        {
            return ImagePreprocessor.Decode(encoded, _preprocessing, options, destination);
        }

        DecodeResult result = ImageDecoder.Decode(encoded, _preprocessing.ToDecodeOptions(options));
        if (result.Image is { } image)
        {
            Apply(image, destination.Span);
        }

        return result with { Image = null };
    }

    /// <summary>Views of some pictures as one batch: all of the first picture, then all of the second.</summary>
    public PixelBatch ToBatch(ReadOnlyMemory<byte> pictures, int count) => _preprocessing.ToBatch(pictures, checked(count * Count));

    /// <summary>Warps give bytes; a network that is given floats gets their values.</summary>
    private void Apply(Image image, AugmentationDraw view, Span<byte> destination)
    {
        if (_preprocessing.Samples == PixelSamples.Bytes)
        {
            _augmenter!.Apply(image, view, destination);
            return;
        }

        Span<float> samples = MemoryMarshal.Cast<byte, float>(destination);
        byte[] bytes = GC.AllocateUninitializedArray<byte>(samples.Length);
        _augmenter!.Apply(image, view, bytes);
        for (int i = 0; i < bytes.Length; i++)
        {
            samples[i] = bytes[i];
        }
    }
}
