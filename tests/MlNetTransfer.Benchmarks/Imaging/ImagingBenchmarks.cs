using BenchmarkDotNet.Attributes;
using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Preprocessing;

namespace MlNetTransfer.Benchmarks.Imaging;

/// <summary>One drawn picture through decoders, resizer and the way from bytes to a network's rectangle, on one thread; <see cref="ImagingRates"/> compares with a peer.</summary>
[MemoryDiagnoser]
public class ImagingBenchmarks
{
    private const int InputSide = 224;

    private readonly byte[] _pixels = new byte[InputSide * InputSide * Image.ChannelCount];
    private readonly ImagePreprocessing _stretch = new() { Width = InputSide, Height = InputSide };
    private readonly ImagePreprocessing _crop = new() { Width = InputSide, Height = InputSide, ResizeMode = ResizeMode.CenterCrop, ShortSide = 256 };
    private Image _image = new(1, 1);
    private byte[] _jpeg = [];
    private byte[] _png = [];

    /// <summary>Columns; rows are three quarters of them.</summary>
    [Params(500, 4000)]
    public int Width { get; set; }

    /// <summary>Draws the picture and encodes it.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _image = Draw(Width, Width * 3 / 4);
        _jpeg = JpegEncoder.Encode(_image);
        _png = PngEncoder.Encode(_image);
    }

    /// <summary>JPEG to a whole picture.</summary>
    [Benchmark(Baseline = true)]
    public DecodeResult JpegWhole() => ImageDecoder.Decode(_jpeg);

    /// <summary>JPEG to a picture of at least the network's size.</summary>
    [Benchmark]
    public DecodeResult JpegReduced() => ImageDecoder.Decode(_jpeg, new DecodeOptions { MinimumWidth = InputSide, MinimumHeight = InputSide });

    /// <summary>JPEG rows straight into the resizer.</summary>
    [Benchmark]
    public DecodeResult JpegStretched() => ImagePreprocessor.Decode(_jpeg, _stretch, options: null, _pixels);

    /// <summary>JPEG rows and columns of a centre crop straight into the resizer.</summary>
    [Benchmark]
    public DecodeResult JpegCropped() => ImagePreprocessor.Decode(_jpeg, _crop, options: null, _pixels);

    /// <summary>The same, decoded at a reduced scale.</summary>
    [Benchmark]
    public DecodeResult JpegReducedAndStretched() => ImagePreprocessor.Decode(_jpeg, _stretch with { ReducedDecoding = true }, options: null, _pixels);

    /// <summary>PNG to a whole picture.</summary>
    [Benchmark]
    public DecodeResult PngWhole() => ImageDecoder.Decode(_png);

    /// <summary>A whole picture to the network's size.</summary>
    [Benchmark]
    public Image Resize() => ImageResizer.Resize(_image, InputSide, InputSide);

    // Waves with some texture, about as hard to code as a photograph.
    private static Image Draw(int width, int height)
    {
        Image image = new(width, height);
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = image.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                int texture = ((x * 7919) ^ (y * 104729)) >> 4 & 15;
                row[x] = (byte)(120 + (int)(80 * Math.Sin(x / 97.0) * Math.Cos(y / 31.0)) + texture);
            }
        }

        return image;
    }
}
