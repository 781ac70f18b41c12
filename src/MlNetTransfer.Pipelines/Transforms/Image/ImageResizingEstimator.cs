using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines.Transforms.Image;

/// <summary>Resizes pictures, with an antialiased triangle filter.</summary>
public sealed class ImageResizingEstimator : RowEstimator<ImageResizingTransformer>
{
    private readonly InputOutputColumnPair[] _columns;
    private readonly Settings _settings;

    internal ImageResizingEstimator(IEnumerable<InputOutputColumnPair> columns, Settings settings)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Height);
        _columns = [.. columns];
        _settings = settings;
    }

    /// <summary>How another aspect is treated.</summary>
    public enum ResizingKind : byte
    {
        /// <summary>Aspect is kept, black bars fill the rest.</summary>
        IsoPad = 0,

        /// <summary>Aspect is kept, what is too much is cut off.</summary>
        IsoCrop = 1,

        /// <summary>Width and height are scaled separately.</summary>
        Fill = 2,
    }

    /// <summary>Which part is kept when cropping.</summary>
    public enum Anchor : byte
    {
        /// <summary>The right one.</summary>
        Right = 0,

        /// <summary>The left one.</summary>
        Left = 1,

        /// <summary>The upper one.</summary>
        Top = 2,

        /// <summary>The lower one.</summary>
        Bottom = 3,

        /// <summary>The middle.</summary>
        Center = 4,
    }

    /// <inheritdoc/>
    public override ImageResizingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ImageResizingTransformer transformer = new(_columns, _settings);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With([.. _columns.Select(c =>
        {
            SchemaShape.Column source = inputSchema.Require(c.InputColumnName, ImageResizingTransformer.KindName);
            return source.Type is ImageDataViewType
                ? new SchemaShape.Column(c.OutputColumnName, new ImageDataViewType(_settings.Height, _settings.Width), hasKeyValues: false)
                : throw new ArgumentException($"{ImageResizingTransformer.KindName}: column '{c.InputColumnName}' is {source.Type}, wanted are pictures; LoadImages makes such columns.");
        })]);
    }

    /// <summary>What the user may choose.</summary>
    internal sealed record Settings(int Width, int Height, ResizingKind Resizing, Anchor CropAnchor);
}
