namespace MlNetTransfer.Imaging.Resampling;

/// <summary>A part of a resized picture: only it is computed.</summary>
/// <param name="FullWidth">Columns of the whole resized picture.</param>
/// <param name="FullHeight">Rows of the whole resized picture.</param>
/// <param name="Left">First column wanted.</param>
/// <param name="Top">First row wanted.</param>
/// <param name="Width">Columns wanted.</param>
/// <param name="Height">Rows wanted.</param>
internal readonly record struct ResizeWindow(int FullWidth, int FullHeight, int Left, int Top, int Width, int Height)
{
    /// <summary>The part of the source that is resized as if it were the whole picture; null for all of it.</summary>
    internal PixelRectangle? Region { get; init; }

    /// <summary>The whole picture.</summary>
    internal static ResizeWindow Whole(int width, int height) => new(width, height, 0, 0, width, height);

    /// <summary>The region within a source.</summary>
    internal PixelRectangle RegionOf(Image source) => Region ?? new PixelRectangle(0, 0, source.Width, source.Height);
}
