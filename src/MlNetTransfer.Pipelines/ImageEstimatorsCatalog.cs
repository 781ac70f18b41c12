using MlNetTransfer.Pipelines.Transforms.Image;

namespace MlNetTransfer.Pipelines;

/// <summary>Estimators of picture columns.</summary>
public static class ImageEstimatorsCatalog
{
    /// <summary>Decodes picture files.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The pictures.</param>
    /// <param name="imageFolder">Folder that paths start from; null or empty for the current one.</param>
    /// <param name="inputColumnName">The paths; null for the same name.</param>
    /// <returns>The estimator.</returns>
    public static ImageLoadingEstimator LoadImages(this TransformsCatalog catalog, string outputColumnName, string? imageFolder, string? inputColumnName = null) =>
        new([new InputOutputColumnPair(outputColumnName, inputColumnName)], imageFolder, rawBytes: false);

    /// <summary>Reads picture files as they are.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The files' bytes.</param>
    /// <param name="imageFolder">Folder that paths start from; null or empty for the current one.</param>
    /// <param name="inputColumnName">The paths; null for the same name.</param>
    /// <returns>The estimator.</returns>
    public static ImageLoadingEstimator LoadRawImageBytes(this TransformsCatalog catalog, string outputColumnName, string? imageFolder, string? inputColumnName = null) =>
        new([new InputOutputColumnPair(outputColumnName, inputColumnName)], imageFolder, rawBytes: true);

    /// <summary>Resizes pictures.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The resized pictures.</param>
    /// <param name="imageWidth">Columns.</param>
    /// <param name="imageHeight">Rows.</param>
    /// <param name="inputColumnName">The pictures; null for the same name.</param>
    /// <param name="resizing">How another aspect is treated.</param>
    /// <param name="cropAnchor">Which part is kept when cropping.</param>
    /// <returns>The estimator.</returns>
    public static ImageResizingEstimator ResizeImages(
        this TransformsCatalog catalog,
        string outputColumnName,
        int imageWidth,
        int imageHeight,
        string? inputColumnName = null,
        ImageResizingEstimator.ResizingKind resizing = ImageResizingEstimator.ResizingKind.IsoCrop,
        ImageResizingEstimator.Anchor cropAnchor = ImageResizingEstimator.Anchor.Center) =>
        new([new InputOutputColumnPair(outputColumnName, inputColumnName)], new ImageResizingEstimator.Settings(imageWidth, imageHeight, resizing, cropAnchor));

    /// <summary>Turns pictures into numbers.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The numbers.</param>
    /// <param name="inputColumnName">The pictures, of one size; null for the same name.</param>
    /// <param name="colorsToExtract">Which colours.</param>
    /// <param name="orderOfExtraction">In which order.</param>
    /// <param name="interleavePixelColors">Whether a pixel's colours lie together (rows, columns, colours) instead of one plane a colour.</param>
    /// <param name="offsetImage">Subtracted from each number.</param>
    /// <param name="scaleImage">Multiplies each number after that.</param>
    /// <param name="outputAsFloatArray">Whether numbers are floats instead of bytes.</param>
    /// <returns>The estimator.</returns>
    public static ImagePixelExtractingEstimator ExtractPixels(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        ImagePixelExtractingEstimator.ColorBits colorsToExtract = ImagePixelExtractingEstimator.ColorBits.Rgb,
        ImagePixelExtractingEstimator.ColorsOrder orderOfExtraction = ImagePixelExtractingEstimator.ColorsOrder.ARGB,
        bool interleavePixelColors = false,
        float offsetImage = 0,
        float scaleImage = 1,
        bool outputAsFloatArray = true) =>
        new(
            [new InputOutputColumnPair(outputColumnName, inputColumnName)],
            new ImagePixelExtractingEstimator.Settings(colorsToExtract, orderOfExtraction, interleavePixelColors, offsetImage, scaleImage, outputAsFloatArray));
}
