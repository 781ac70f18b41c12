using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Persistence;
using MlNetTransfer.Pipelines.Views;
using static MlNetTransfer.Pipelines.Transforms.Image.ImagePixelExtractingEstimator;

namespace MlNetTransfer.Pipelines.Transforms.Image;

/// <summary>Turns pictures into numbers: (pixel - offset) x scale, one plane a colour or a pixel's colours together.</summary>
public sealed class ImagePixelExtractingTransformer : RowTransformer
{
    internal const string KindName = "ExtractPixels";

    /// <summary>Place of the alpha of an opaque picture: there is none in the pixels.</summary>
    private const int Opaque = -1;

    private readonly InputOutputColumnPair[] _columns;
    private readonly Settings _settings;

    internal ImagePixelExtractingTransformer(IEnumerable<InputOutputColumnPair> columns, Settings settings)
    {
        _columns = [.. columns];
        _settings = settings;
    }

    internal override string Kind => KindName;

    /// <summary>Where each wanted colour lies in a pixel, in the order of extraction.</summary>
    private int[] Places => [.. _settings.Order.ToString()
        .Select(letter => letter switch { 'R' => (ColorBits.Red, 0), 'G' => (ColorBits.Green, 1), 'B' => (ColorBits.Blue, 2), _ => (ColorBits.Alpha, Opaque) })
        .Where(color => (_settings.Colors & color.Item1) != 0)
        .Select(color => color.Item2)];

    internal static ImagePixelExtractingTransformer Load(ChainPart part) => new(part.Columns(), new Settings(
        part.Name<ColorBits>("colors"),
        part.Name<ColorsOrder>("order"),
        part.Flag("interleave"),
        (float)part.Number("offset"),
        (float)part.Number("scale"),
        part.Flag("asFloat")));

    internal override IReadOnlyList<AddedColumn> Map(DataViewSchema input) => [.. _columns.Select(c => Map(input, c))];

    internal override void Save(ChainWriter writer)
    {
        writer.WriteColumns(_columns);
        writer.WriteText("colors", _settings.Colors.ToString());
        writer.WriteText("order", _settings.Order.ToString());
        writer.WriteFlag("interleave", _settings.Interleave);
        writer.WriteNumber("offset", _settings.Offset);
        writer.WriteNumber("scale", _settings.Scale);
        writer.WriteFlag("asFloat", _settings.AsFloat);
    }

    private AddedColumn Map(DataViewSchema input, InputOutputColumnPair pair)
    {
        DataViewSchema.Column source = Require(
            input, pair.InputColumnName, t => t is ImageDataViewType { Height: > 0 }, "pictures of one size; ResizeImages makes such columns");
        ImageDataViewType size = (ImageDataViewType)source.Type;
        int[] places = Places;
        int[] sizes = _settings.Interleave ? [size.Height, size.Width, places.Length] : [places.Length, size.Height, size.Width];
        return new AddedColumn(pair.OutputColumnName, new VectorDataViewType(_settings.ItemType, sizes))
        {
            Dependencies = [source.Index],
            CreateGetter = row =>
            {
                ValueGetter<MLImage> read = row.GetGetter<MLImage>(source);
                return _settings.AsFloat
                    ? (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => value = Extract(read, places, pixel => (pixel - _settings.Offset) * _settings.Scale))
                    : (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> value) => value = Extract(read, places, pixel => pixel));
            },
        };
    }

    private VBuffer<T> Extract<T>(ValueGetter<MLImage> read, int[] places, Func<byte, T> convert)
    {
        MLImage image = null!;
        read(ref image);
        ReadOnlySpan<byte> pixels = image.Image.Pixels.Span;
        int count = image.Width * image.Height;
        T[] values = new T[count * places.Length];
        for (int i = 0; i < count; i++)
        {
            for (int c = 0; c < places.Length; c++)
            {
                byte pixel = places[c] == Opaque ? byte.MaxValue : pixels[(i * MlNetTransfer.Imaging.Image.ChannelCount) + places[c]];
                values[_settings.Interleave ? (i * places.Length) + c : (c * count) + i] = convert(pixel);
            }
        }

        return new VBuffer<T>(values.Length, values);
    }
}
