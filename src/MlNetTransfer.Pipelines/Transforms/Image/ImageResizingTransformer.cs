using MlNetTransfer.Imaging;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Persistence;
using MlNetTransfer.Pipelines.Views;
using Pixels = MlNetTransfer.Imaging.Image;

namespace MlNetTransfer.Pipelines.Transforms.Image;

/// <summary>Resizes pictures, with an antialiased triangle filter.</summary>
public sealed class ImageResizingTransformer : RowTransformer
{
    internal const string KindName = "ResizeImages";

    private readonly InputOutputColumnPair[] _columns;
    private readonly ImageResizingEstimator.Settings _settings;

    internal ImageResizingTransformer(IEnumerable<InputOutputColumnPair> columns, ImageResizingEstimator.Settings settings)
    {
        _columns = [.. columns];
        _settings = settings;
    }

    internal override string Kind => KindName;

    internal static ImageResizingTransformer Load(ChainPart part) => new(part.Columns(), new ImageResizingEstimator.Settings(
        part.Count("width"),
        part.Count("height"),
        part.Name<ImageResizingEstimator.ResizingKind>("resizing"),
        part.Name<ImageResizingEstimator.Anchor>("anchor")));

    internal override IReadOnlyList<AddedColumn> Map(DataViewSchema input) =>
    [
        .. _columns.Select(pair =>
        {
            DataViewSchema.Column source = Require(input, pair.InputColumnName, t => t is ImageDataViewType, "pictures; LoadImages makes such columns");
            return new AddedColumn(pair.OutputColumnName, new ImageDataViewType(_settings.Height, _settings.Width))
            {
                Dependencies = [source.Index],
                CreateGetter = row =>
                {
                    ValueGetter<MLImage> read = row.GetGetter<MLImage>(source);
                    return (ValueGetter<MLImage>)((ref MLImage value) =>
                    {
                        read(ref value);
                        value = new MLImage(Resize(value.Image)) { Tag = value.Tag };
                    });
                },
            };
        }),
    ];

    internal override void Save(ChainWriter writer)
    {
        writer.WriteColumns(_columns);
        writer.WriteNumber("width", _settings.Width);
        writer.WriteNumber("height", _settings.Height);
        writer.WriteText("resizing", _settings.Resizing.ToString());
        writer.WriteText("anchor", _settings.CropAnchor.ToString());
    }

    private Pixels Resize(Pixels source)
    {
        (int width, int height) = (_settings.Width, _settings.Height);
        if (_settings.Resizing == ImageResizingEstimator.ResizingKind.Fill)
        {
            return ImageResizer.Resize(source, width, height);
        }

        (double across, double down) = ((double)width / source.Width, (double)height / source.Height);
        double scale = _settings.Resizing == ImageResizingEstimator.ResizingKind.IsoPad ? Math.Min(across, down) : Math.Max(across, down);
        Pixels scaled = ImageResizer.Resize(source, Scaled(source.Width, scale), Scaled(source.Height, scale));
        Pixels result = new(width, height);
        (double x, double y) = _settings.Resizing == ImageResizingEstimator.ResizingKind.IsoPad ? (0.5, 0.5) : _settings.CropAnchor switch
        {
            ImageResizingEstimator.Anchor.Left => (0, 0.5),
            ImageResizingEstimator.Anchor.Right => (1, 0.5),
            ImageResizingEstimator.Anchor.Top => (0.5, 0),
            ImageResizingEstimator.Anchor.Bottom => (0.5, 1),
            _ => (0.5, 0.5),
        };
        Copy(scaled, result, (int)(x * (scaled.Width - width)), (int)(y * (scaled.Height - height)));
        return result;
    }

    private static int Scaled(int side, double scale) => Math.Max(1, (int)Math.Round(side * scale));

    /// <summary>Copies what both pictures have: the target's pixel (0, 0) is the source's (left, top).</summary>
    private static void Copy(Pixels source, Pixels target, int left, int top)
    {
        int first = Math.Max(0, -left);
        int count = Math.Min(target.Width, source.Width - left) - first;
        for (int y = Math.Max(0, -top); y < Math.Min(target.Height, source.Height - top); y++)
        {
            source.Row(y + top).Slice((first + left) * Pixels.ChannelCount, count * Pixels.ChannelCount).CopyTo(target.Row(y)[(first * Pixels.ChannelCount)..]);
        }
    }
}
