using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Resampling;

namespace MlNetTransfer.Preprocessing;

/// <summary>Makes a network's rectangle of pixels out of any picture. Only pixels that are needed are computed.</summary>
/// <remarks>
/// <para><b>Stretch</b>: the whole picture, resized.</para>
/// <para><b>CenterCrop</b>: torchvision's <c>Resize(shortSide)</c> and <c>CenterCrop</c>: the long side is <c>shortSide x long / short</c> rounded down,
/// the offset half of what is left over, halves to even; where the resized picture is too small, black is added as there.</para>
/// <para><b>Letterbox</b>: scaled by the smaller of the two ratios, sides rounded (halves up) to at least 1, in the middle (odd pixels go right and below).</para>
/// <para><b>Threading</b>: no state; any number of threads.</para>
/// </remarks>
public static class ImagePreprocessor
{
    private const int C = Image.ChannelCount;

    /// <summary>Fills a network's rectangle.</summary>
    /// <param name="image">The picture, upright.</param>
    /// <param name="preprocessing">What the network wants to see.</param>
    /// <param name="destination">Exactly height x width x 3 bytes: [row][column][R, G, B].</param>
    /// <exception cref="ArgumentException">The preprocessing is not valid, or the destination has another size.</exception>
    public static void Apply(Image image, ImagePreprocessing preprocessing, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(preprocessing);
        preprocessing.ThrowIfInvalid();
        int expected = preprocessing.Width * preprocessing.Height * C;
        if (destination.Length != expected)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{preprocessing.Width}x{preprocessing.Height} pixels take {expected} bytes, got {destination.Length}."), nameof(destination));
        }

        switch (preprocessing.ResizeMode)
        {
            case ResizeMode.CenterCrop:
                CropCenter(image, preprocessing, destination);
                break;
            case ResizeMode.Letterbox:
                Letterbox(image, preprocessing, destination);
                break;
            default:
                ResizeWindow whole = ResizeWindow.Whole(preprocessing.Width, preprocessing.Height);
                ImageResizer.ResizeInto(image, whole, preprocessing.Interpolation, destination, preprocessing.Width * C);
                break;
        }
    }

    private static void CropCenter(Image image, ImagePreprocessing preprocessing, Span<byte> destination)
    {
        int shortSide = preprocessing.EffectiveShortSide;
        bool isTall = image.Width <= image.Height;
        int longSide = LongSide(shortSide, image);
        int fullWidth = isTall ? shortSide : longSide;
        int fullHeight = isTall ? longSide : shortSide;
        (int left, int sourceLeft, int width) = CenterAxis(fullWidth, preprocessing.Width);
        (int top, int sourceTop, int height) = CenterAxis(fullHeight, preprocessing.Height);
        if (width < preprocessing.Width || height < preprocessing.Height)
        {
            destination.Clear();
        }

        int stride = preprocessing.Width * C;
        ResizeWindow window = new(fullWidth, fullHeight, sourceLeft, sourceTop, width, height);
        ImageResizer.ResizeInto(image, window, preprocessing.Interpolation, destination[((top * stride) + (left * C))..], stride);
    }

    /// <summary>torchvision: <c>int(size * long / short)</c>, in double precision.</summary>
    private static int LongSide(int shortSide, Image image)
    {
        int shorter = Math.Min(image.Width, image.Height);
        int longer = Math.Max(image.Width, image.Height);
        return (int)Math.Min((double)((long)shortSide * longer) / shorter, int.MaxValue / C);
    }

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

    private static void Letterbox(Image image, ImagePreprocessing preprocessing, Span<byte> destination)
    {
        double scale = Math.Min((double)preprocessing.Width / image.Width, (double)preprocessing.Height / image.Height);
        int width = FitSide(image.Width * scale, preprocessing.Width);
        int height = FitSide(image.Height * scale, preprocessing.Height);
        if (width < preprocessing.Width || height < preprocessing.Height)
        {
            Fill(destination, preprocessing.FillColor);
        }

        int stride = preprocessing.Width * C;
        int offset = ((preprocessing.Height - height) / 2 * stride) + ((preprocessing.Width - width) / 2 * C);
        ImageResizer.ResizeInto(image, ResizeWindow.Whole(width, height), preprocessing.Interpolation, destination[offset..], stride);
    }

    private static int FitSide(double side, int largest) => Math.Clamp((int)Math.Floor(side + 0.5), 1, largest);

    private static void Fill(Span<byte> pixels, Rgb color)
    {
        for (; pixels.Length >= C; pixels = pixels[C..])
        {
            pixels[2] = color.Blue;
            pixels[1] = color.Green;
            pixels[0] = color.Red;
        }
    }
}
