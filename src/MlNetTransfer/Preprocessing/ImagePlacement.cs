using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Resampling;

namespace MlNetTransfer.Preprocessing;

/// <summary>Which part of which resized picture goes where in a network's rectangle.</summary>
/// <param name="Window">The part.</param>
/// <param name="Left">Column where it goes.</param>
/// <param name="Top">Row where it goes.</param>
/// <param name="TotalWidth">Columns of the rectangle.</param>
internal readonly record struct ImagePlacement(ResizeWindow Window, int Left, int Top, int TotalWidth)
{
    private const int C = Image.ChannelCount;

    /// <summary>Byte offset of the part's first pixel.</summary>
    internal int Offset => ((Top * TotalWidth) + Left) * C;

    /// <summary>Places a picture of a size.</summary>
    internal static ImagePlacement Of(int width, int height, ImagePreprocessing preprocessing) => preprocessing.ResizeMode switch
    {
        ResizeMode.CenterCrop => CropCenter(width, height, preprocessing),
        ResizeMode.Letterbox => Letterbox(width, height, preprocessing),
        _ => new ImagePlacement(ResizeWindow.Whole(preprocessing.Width, preprocessing.Height), 0, 0, preprocessing.Width),
    };

    /// <summary>Fills the rectangle with what is around the part, where something is.</summary>
    internal void FillAround(ImagePreprocessing preprocessing, Span<byte> destination)
    {
        if (Window.Width >= preprocessing.Width && Window.Height >= preprocessing.Height)
        {
            return;
        }

        Rgb color = preprocessing.ResizeMode == ResizeMode.Letterbox ? preprocessing.FillColor : default;
        for (; destination.Length >= C; destination = destination[C..])
        {
            destination[2] = color.Blue;
            destination[1] = color.Green;
            destination[0] = color.Red;
        }
    }

    private static ImagePlacement CropCenter(int sourceWidth, int sourceHeight, ImagePreprocessing preprocessing)
    {
        int shortSide = preprocessing.EffectiveShortSide;
        bool isTall = sourceWidth <= sourceHeight;
        int longSide = LongSide(shortSide, sourceWidth, sourceHeight);
        int fullWidth = isTall ? shortSide : longSide;
        int fullHeight = isTall ? longSide : shortSide;
        (int left, int sourceLeft, int width) = CenterAxis(fullWidth, preprocessing.Width);
        (int top, int sourceTop, int height) = CenterAxis(fullHeight, preprocessing.Height);
        return new ImagePlacement(new ResizeWindow(fullWidth, fullHeight, sourceLeft, sourceTop, width, height), left, top, preprocessing.Width);
    }

    /// <summary>torchvision: <c>int(size * long / short)</c>, in double precision.</summary>
    private static int LongSide(int shortSide, int width, int height) =>
        (int)Math.Min((double)((long)shortSide * Math.Max(width, height)) / Math.Min(width, height), int.MaxValue / C);

    /// <summary>Where an axis's part goes, where it comes from and how long it is.</summary>
    /// <remarks>torchvision pads a picture that is too small by half of what lacks, rounded down, before; then it cuts with offset 0.</remarks>
    private static (int Target, int Source, int Length) CenterAxis(int fullSize, int wanted)
    {
        if (fullSize < wanted)
        {
            return ((wanted - fullSize) / 2, 0, fullSize);
        }

        int offset = (int)Math.Round((fullSize - wanted) / 2.0, MidpointRounding.ToEven);
        return (0, offset, wanted);
    }

    private static ImagePlacement Letterbox(int sourceWidth, int sourceHeight, ImagePreprocessing preprocessing)
    {
        double scale = Math.Min((double)preprocessing.Width / sourceWidth, (double)preprocessing.Height / sourceHeight);
        int width = FitSide(sourceWidth * scale, preprocessing.Width);
        int height = FitSide(sourceHeight * scale, preprocessing.Height);
        return new ImagePlacement(
            ResizeWindow.Whole(width, height), (preprocessing.Width - width) / 2, (preprocessing.Height - height) / 2, preprocessing.Width);
    }

    private static int FitSide(double side, int largest) => Math.Clamp((int)Math.Floor(side + 0.5), 1, largest);
}
