namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Puts a colour with alpha over a background: <c>round((colour x alpha + background x (255 - alpha)) / 255)</c>, on the stored 8-bit values, no gamma.</summary>
internal static class AlphaBlend
{
    /// <summary>Writes one pixel.</summary>
    /// <param name="color">Red, green, blue as stored.</param>
    /// <param name="alpha">0 (background only) to 255 (colour only).</param>
    /// <param name="background">What lies behind.</param>
    /// <param name="target">Red, green, blue.</param>
    internal static void Over(Rgb color, byte alpha, Rgb background, Span<byte> target)
    {
        target[0] = Mix(color.Red, alpha, background.Red);
        target[1] = Mix(color.Green, alpha, background.Green);
        target[2] = Mix(color.Blue, alpha, background.Blue);
    }

    private static byte Mix(byte color, byte alpha, byte background) =>
        (byte)(((color * alpha) + (background * (255 - alpha)) + 127) / 255);
}
