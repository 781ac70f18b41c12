// Sizes of a picture that is decoded at 1/1, 1/2, 1/4 or 1/8: a block of 8 x 8 coefficients becomes 8, 4, 2 or 1 samples a side.
// A subsampled component keeps more of its block, in powers of two, as long as both its factors allow it: 4:2:0 at 1/2 takes
// 4 x 4 samples of a block of Y and 8 x 8 of Cb and Cr, and nothing has to be raised. The same choice as libjpeg's
// (jpeg_calc_output_dimensions), so that the pixels are the same.
namespace MlNetTransfer.Imaging.Codecs;

/// <summary>A frame seen at one of the scales of its transform.</summary>
internal sealed class JpegScale
{
    private const int BlockSide = 8;

    public JpegScale(JpegFrame frame, int denominator)
    {
        Frame = frame;
        Denominator = denominator;
        MinSide = BlockSide / denominator;
        Width = Ceiling(frame.Width, denominator);
        Height = Ceiling(frame.Height, denominator);
    }

    public JpegFrame Frame { get; }

    /// <summary>1, 2, 4 or 8.</summary>
    public int Denominator { get; }

    /// <summary>Samples a side of a block whose component has the largest sampling factors.</summary>
    public int MinSide { get; }

    /// <summary>Columns of pixels.</summary>
    public int Width { get; }

    /// <summary>Rows of pixels.</summary>
    public int Height { get; }

    /// <summary>Rows of pixels of one row of MCUs.</summary>
    public int RowsPerMcu => Frame.MaxV * MinSide;

    /// <summary>The largest reduction that leaves both sides at a size or above it.</summary>
    public static int DenominatorFor(JpegFrame frame, int minimumWidth, int minimumHeight)
    {
        // Pillow's draft: the whole number of times that the size fits into the picture, cut down to a power of two.
        int fits = minimumWidth <= 0 || minimumHeight <= 0 ? 1 : Math.Min(frame.Width / minimumWidth, frame.Height / minimumHeight);
        return fits >= 8 ? 8 : fits >= 4 ? 4 : fits >= 2 ? 2 : 1;
    }

    /// <summary>Samples a side of a component's blocks.</summary>
    public int SideOf(JpegComponent component)
    {
        int side = MinSide;
        while (side < BlockSide
            && Frame.MaxH * MinSide % (component.H * side * 2) == 0
            && Frame.MaxV * MinSide % (component.V * side * 2) == 0)
        {
            side *= 2;
        }

        return side;
    }

    /// <summary>Samples of a component along an axis.</summary>
    /// <param name="size">Pixels of the frame along the axis.</param>
    /// <param name="side">What <see cref="SideOf"/> says.</param>
    /// <param name="factors">The component's sampling factor and the largest one.</param>
    public static int SampleCount(int size, int side, (int Own, int Max) factors) => Ceiling(size * factors.Own * side, factors.Max * BlockSide);

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;
}
