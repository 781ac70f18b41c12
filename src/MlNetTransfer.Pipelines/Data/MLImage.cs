using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Persistence;

namespace MlNetTransfer.Pipelines.Data;

/// <summary>A decoded picture, upright and opaque.</summary>
public sealed class MLImage : IDisposable
{
    private const int BytesPerPixel = 4;

    internal MLImage(MlNetTransfer.Imaging.Image image) => Image = image;

    /// <summary>Columns.</summary>
    public int Width => Image.Width;

    /// <summary>Rows.</summary>
    public int Height => Image.Height;

    /// <summary>Any text that belongs to the picture, such as its path.</summary>
    public string? Tag { get; set; }

    /// <summary>Order of the bytes of <see cref="Pixels"/>.</summary>
    public MLPixelFormat PixelFormat => MLPixelFormat.Bgra32;

    /// <summary>The pixels, row by row, four bytes each; made anew at each call.</summary>
    public ReadOnlySpan<byte> Pixels
    {
        get
        {
            ReadOnlySpan<byte> rgb = Image.Pixels.Span;
            byte[] bgra = new byte[Width * Height * BytesPerPixel];
            for (int from = 0, to = 0; from < rgb.Length; from += MlNetTransfer.Imaging.Image.ChannelCount, to += BytesPerPixel)
            {
                (bgra[to], bgra[to + 1], bgra[to + 2], bgra[to + 3]) = (rgb[from + 2], rgb[from + 1], rgb[from], byte.MaxValue);
            }

            return bgra;
        }
    }

    /// <summary>The pixels, row by row, blue, green and red.</summary>
    public byte[] GetBGRPixels
    {
        get
        {
            byte[] bytes = Image.Pixels.ToArray();
            for (int i = 0; i < bytes.Length; i += MlNetTransfer.Imaging.Image.ChannelCount)
            {
                (bytes[i], bytes[i + 2]) = (bytes[i + 2], bytes[i]);
            }

            return bytes;
        }
    }

    /// <summary>The picture as the library has it.</summary>
    internal MlNetTransfer.Imaging.Image Image { get; }

    /// <summary>Decodes a picture.</summary>
    /// <param name="imagePath">JPEG, PNG, BMP or GIF.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="InvalidImageException">The picture cannot be used; the message names the file and says why.</exception>
    public static MLImage CreateFromFile(string imagePath)
    {
        try
        {
            return new MLImage(ImageDecoder.DecodeOrThrow(File.ReadAllBytes(imagePath))) { Tag = imagePath };
        }
        catch (InvalidImageException exception)
        {
            throw new InvalidImageException($"{imagePath}: {exception.Message}", exception) { Format = exception.Format, Reason = exception.Reason, ByteOffset = exception.ByteOffset };
        }
    }

    /// <summary>Decodes a picture, read to the stream's end.</summary>
    /// <param name="imageStream">JPEG, PNG, BMP or GIF; not closed.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="InvalidImageException">The picture cannot be used; the message says why.</exception>
    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);
        using MemoryStream copy = new();
        imageStream.CopyTo(copy);
        return new MLImage(ImageDecoder.DecodeOrThrow(copy.GetBuffer().AsSpan(0, (int)copy.Length)));
    }

    /// <summary>Takes pixels; their alpha is left out.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixelFormat">Order of the bytes.</param>
    /// <param name="imagePixelData">width x height x 4 bytes.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="ArgumentException">Another number of bytes, or an unknown order.</exception>
    public static MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
        {
            throw new ArgumentException($"The pixel format is {pixelFormat}, expected Bgra32 or Rgba32.", nameof(pixelFormat));
        }

        if (width <= 0 || height <= 0 || imagePixelData.Length != (long)width * height * BytesPerPixel)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"A {width}x{height} picture takes {(long)width * height * BytesPerPixel} bytes, got {imagePixelData.Length}."), nameof(imagePixelData));
        }

        MlNetTransfer.Imaging.Image image = new(width, height);
        Span<byte> rgb = image.Pixels.Span;
        int red = pixelFormat == MLPixelFormat.Rgba32 ? 0 : 2;
        for (int from = 0, to = 0; from < imagePixelData.Length; from += BytesPerPixel, to += MlNetTransfer.Imaging.Image.ChannelCount)
        {
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (imagePixelData[from + red], imagePixelData[from + 1], imagePixelData[from + 2 - red]);
        }

        return new MLImage(image);
    }

    /// <summary>Writes the picture.</summary>
    /// <param name="imagePath">A file that ends in <c>.png</c>, <c>.jpg</c> or <c>.jpeg</c>; replaced when it exists.</param>
    /// <exception cref="ArgumentException">Another ending.</exception>
    public void Save(string imagePath)
    {
        byte[] bytes = Path.GetExtension(imagePath).ToUpperInvariant() switch
        {
            ".PNG" => PngEncoder.Encode(Image),
            ".JPG" or ".JPEG" => JpegEncoder.Encode(Image),
            _ => throw new ArgumentException($"{imagePath}: pictures are written as .png, .jpg or .jpeg.", nameof(imagePath)),
        };
        AtomicFile.WriteAllBytes(imagePath, bytes);
    }

    /// <summary>Does nothing: pictures are ordinary memory.</summary>
    public void Dispose()
    {
    }
}
