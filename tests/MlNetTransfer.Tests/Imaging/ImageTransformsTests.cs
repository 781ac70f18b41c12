using MlNetTransfer.Imaging;

namespace MlNetTransfer.Tests.Imaging;

public sealed class ImageTransformsTests
{
    /// <summary>EXIF 2.32, 4.6.4: where the upright picture's pixel (x, y) lies in a stored picture of w x h.</summary>
    private static (int X, int Y) StoredPlace(int orientation, int x, int y, int w, int h) => orientation switch
    {
        2 => (w - 1 - x, y),
        3 => (w - 1 - x, h - 1 - y),
        4 => (x, h - 1 - y),
        5 => (y, x),
        6 => (y, h - 1 - x),
        7 => (w - 1 - y, h - 1 - x),
        8 => (w - 1 - y, x),
        _ => (x, y),
    };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(5, 3)]
    [InlineData(33, 70)]
    [InlineData(64, 31)]
    public void Every_orientation_takes_each_pixel_from_its_stored_place(int width, int height)
    {
        Image stored = ImagingGoldens.Pattern(width, height);
        for (int orientation = 0; orientation <= 9; orientation++)
        {
            Image upright = ImageTransforms.PutUpright(stored, orientation);
            bool turned = orientation is >= 5 and <= 8;
            Assert.Equal(turned ? (height, width) : (width, height), (upright.Width, upright.Height));
            for (int y = 0; y < upright.Height; y++)
            {
                for (int x = 0; x < upright.Width; x++)
                {
                    (int fromX, int fromY) = StoredPlace(orientation, x, y, width, height);
                    Assert.True(stored.Row(fromY).Slice(fromX * 3, 3).SequenceEqual(upright.Row(y).Slice(x * 3, 3)), $"orientation {orientation} at {x}, {y}");
                }
            }
        }
    }

    [Fact]
    public void Cropping_takes_the_rectangle_and_nothing_else()
    {
        Image source = ImagingGoldens.Pattern(17, 9);
        Image part = ImageTransforms.Crop(source, 3, 2, 11, 5);
        for (int y = 0; y < 5; y++)
        {
            Assert.Equal(source.Row(y + 2).Slice(9, 33).ToArray(), part.Row(y).ToArray());
        }
    }

    [Theory]
    [InlineData(-1, 0, 1, 1)]
    [InlineData(0, 0, 0, 1)]
    [InlineData(0, 0, 5, 1)]
    [InlineData(3, 3, 2, 1)]
    [InlineData(0, 4, 1, 1)]
    [InlineData(1, 1, int.MaxValue, 1)]
    public void Cropping_outside_is_refused(int left, int top, int width, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageTransforms.Crop(new Image(4, 4), left, top, width, height));
}
