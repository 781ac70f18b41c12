using MlNetTransfer.Tensors;

namespace MlNetTransfer;

/// <summary>Computed pictures that exercise a network without anybody's photographs.</summary>
internal static class GoldenPattern
{
    private const int CellSize = 8;

    /// <summary>One of the patterns: 0 gradients, 1 noise, 2 coloured cells.</summary>
    /// <returns>Rows of R, G, B bytes.</returns>
    public static byte[] Create(int pattern, int width, int height)
    {
        byte[] pixels = new byte[width * height * PixelBatch.ChannelCount];
        for (int y = 0, i = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                for (int c = 0; c < PixelBatch.ChannelCount; c++, i++)
                {
                    pixels[i] = (byte)(pattern switch
                    {
                        0 => Gradient(x, y, c, width, height),
                        1 => Noise(x, y, c),
                        _ => ((x / CellSize) + (y / CellSize)) % 2 == 0 ? 30 + (70 * c) : 200 - (60 * c),
                    });
                }
            }
        }

        return pixels;
    }

    private static int Gradient(int x, int y, int channel, int width, int height) =>
        (channel == 0 ? x * 255 / Math.Max(1, width - 1) : 0)
        + (channel == 1 ? y * 255 / Math.Max(1, height - 1) : 0)
        + (channel == 2 ? (x + y) * 255 / Math.Max(1, width + height - 2) : 0);

    /// <summary>A multiplicative hash of the position (Knuth 1998, 6.4).</summary>
    private static int Noise(int x, int y, int channel)
    {
        uint h = (((uint)x * 2654435761u) ^ ((uint)y * 2246822519u)) + ((uint)channel * 3266489917u);
        h ^= h >> 15;
        h *= 2246822519u;
        return (int)((h ^ (h >> 13)) & 0xFF);
    }
}
