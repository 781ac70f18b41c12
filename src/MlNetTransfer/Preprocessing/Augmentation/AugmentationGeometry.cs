using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Adjustments;
using MlNetTransfer.Imaging.Resampling;
using MlNetTransfer.Imaging.Warping;

namespace MlNetTransfer.Preprocessing.Augmentation;

/// <summary>From what was drawn and where the preprocessing puts a picture to one map from the network's pixels to the source's.</summary>
internal static class AugmentationGeometry
{
    private const int C = Image.ChannelCount;

    /// <summary>Fills the network's rectangle.</summary>
    /// <remarks>Crops and flips alone go through the plain resizer: with nothing drawn the bytes are those of <see cref="ImagePreprocessor"/>. Everything else is one warp.</remarks>
    internal static void Render(Image source, AugmentationDraw draw, Augmenter augmenter, Span<byte> destination)
    {
        ImagePreprocessing preprocessing = augmenter.Preprocessing;
        ImagePlacement placement = Place(source, draw, preprocessing);
        if (!draw.IsAxisAligned)
        {
            WarpSettings settings = Settings(placement, augmenter.Options, preprocessing);
            ImageWarp.Apply(source, ToSource(source, draw, placement, preprocessing), settings, destination, preprocessing.Width);
            return;
        }

        placement.FillAround(preprocessing, destination);
        ImageResizer.ResizeInto(source, placement.Window, preprocessing.Interpolation, destination[placement.Offset..], preprocessing.Width * C);
        if (draw.FlipHorizontally)
        {
            PixelMoves.FlipHorizontally(destination, preprocessing.Width);
        }

        if (draw.FlipVertically)
        {
            PixelMoves.FlipVertically(destination, preprocessing.Width);
        }
    }

    /// <summary>Where the picture, or the crop in its place, goes.</summary>
    internal static ImagePlacement Place(Image source, AugmentationDraw draw, ImagePreprocessing preprocessing)
    {
        if (draw.Crop is not { } crop)
        {
            return ImagePlacement.Of(source.Width, source.Height, preprocessing);
        }

        // A crop stands for the centre crop: it fills the network's rectangle.
        ImagePlacement placement = preprocessing.ResizeMode == ResizeMode.CenterCrop
            ? new ImagePlacement(ResizeWindow.Whole(preprocessing.Width, preprocessing.Height), 0, 0, preprocessing.Width)
            : ImagePlacement.Of(crop.Width, crop.Height, preprocessing);
        return placement with { Window = placement.Window with { Region = crop } };
    }

    /// <summary>The whole map.</summary>
    internal static AffineMap ToSource(Image source, AugmentationDraw draw, ImagePlacement placement, ImagePreprocessing preprocessing)
    {
        (double width, double height) = (preprocessing.Width, preprocessing.Height);
        AffineMap content = AffineMap.Scaling(draw.FlipHorizontally ? -draw.Zoom : draw.Zoom, draw.FlipVertically ? -draw.Zoom : draw.Zoom)
            .Then(AffineMap.Shear(draw.Shear, draw.VerticalShear))
            .Then(AffineMap.Rotation(draw.Rotation))
            .Around(width / 2, height / 2)
            .Then(AffineMap.Scaling(1, 1, draw.HorizontalTranslation * width, draw.VerticalTranslation * height));
        return content.Invert().Then(Unplace(source, placement, preprocessing.Interpolation));
    }

    /// <summary>From the plain network's pixels to the source's.</summary>
    private static AffineMap Unplace(Image source, ImagePlacement placement, Interpolation interpolation)
    {
        ResizeWindow window = placement.Window;
        PixelRectangle region = window.RegionOf(source);
        double scaleX = (double)region.Width / window.FullWidth;
        double scaleY = (double)region.Height / window.FullHeight;

        // TensorFlow 1 scales the positions of samples, not of pixels' edges.
        double center = interpolation == Interpolation.TensorFlowBilinear ? 0.5 : 0;
        return AffineMap.Scaling(1, 1, window.Left - placement.Left - center, window.Top - placement.Top - center)
            .Then(AffineMap.Scaling(scaleX, scaleY, region.Left + center, region.Top + center));
    }

    private static WarpSettings Settings(ImagePlacement placement, AugmentationOptions options, ImagePreprocessing preprocessing)
    {
        bool isCovered = placement.Window.Width >= preprocessing.Width && placement.Window.Height >= preprocessing.Height;
        Rgb around = preprocessing.ResizeMode == ResizeMode.Letterbox ? preprocessing.FillColor : default;
        return new WarpSettings
        {
            Interpolation = preprocessing.Interpolation,
            Border = isCovered ? options.Border : BorderFill.Color,
            Color = isCovered ? options.BorderColor : around,

            // With bars a crop ends at its edge; else what is beside it in the picture is better than a mirror image.
            Region = isCovered ? null : placement.Window.Region,
        };
    }
}
