using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines.Transforms.Image;

/// <summary>Turns pictures into numbers.</summary>
public sealed class ImagePixelExtractingEstimator : RowEstimator<ImagePixelExtractingTransformer>
{
    private readonly InputOutputColumnPair[] _columns;
    private readonly Settings _settings;

    internal ImagePixelExtractingEstimator(IEnumerable<InputOutputColumnPair> columns, Settings settings)
    {
        _columns = [.. columns];
        _settings = settings;
        if ((settings.Colors & ColorBits.All) == 0)
        {
            throw new ArgumentException("ExtractPixels: no colours are asked for.", nameof(settings));
        }
    }

    /// <summary>Colours.</summary>
    [Flags]
    public enum ColorBits : byte
    {
        /// <summary>Opacity.</summary>
        Alpha = 1,

        /// <summary>Red.</summary>
        Red = 2,

        /// <summary>Green.</summary>
        Green = 4,

        /// <summary>Blue.</summary>
        Blue = 8,

        /// <summary>Red, green and blue.</summary>
        Rgb = Red | Green | Blue,

        /// <summary>All of them.</summary>
        All = Alpha | Rgb,
    }

    /// <summary>Order of colours.</summary>
    public enum ColorsOrder : byte
    {
        /// <summary>Alpha, red, green, blue.</summary>
        ARGB = 1,

        /// <summary>Alpha, red, blue, green.</summary>
        ARBG = 2,

        /// <summary>Alpha, blue, red, green.</summary>
        ABRG = 3,

        /// <summary>Alpha, blue, green, red.</summary>
        ABGR = 4,

        /// <summary>Alpha, green, red, blue.</summary>
        AGRB = 5,

        /// <summary>Alpha, green, blue, red.</summary>
        AGBR = 6,
    }

    /// <inheritdoc/>
    public override ImagePixelExtractingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ImagePixelExtractingTransformer transformer = new(_columns, _settings);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With([.. _columns.Select(c =>
        {
            SchemaShape.Column source = inputSchema.Require(c.InputColumnName, ImagePixelExtractingTransformer.KindName);
            return source.Type is ImageDataViewType { Height: > 0 }
                ? new SchemaShape.Column(c.OutputColumnName, new VectorDataViewType(_settings.ItemType), hasKeyValues: false)
                : throw new ArgumentException($"{ImagePixelExtractingTransformer.KindName}: column '{c.InputColumnName}' is {source.Type}, wanted are pictures of one size; ResizeImages makes such columns.");
        })]);
    }

    /// <summary>What the user may choose.</summary>
    internal sealed record Settings(ColorBits Colors, ColorsOrder Order, bool Interleave, float Offset, float Scale, bool AsFloat)
    {
        public PrimitiveDataViewType ItemType => AsFloat ? NumberDataViewType.Single : NumberDataViewType.Byte;
    }
}
