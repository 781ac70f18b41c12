using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Runtime;

namespace PartsRenderer.Rendering;

/// <summary>The last step of a photograph: JPEG of varied quality.</summary>
internal static class PictureFile
{
    private const int LowestQuality = 70;
    private const int HighestQuality = 92;

    /// <summary>Keeps the file's random choices apart from the scene's.</summary>
    private const long SeedOfFiles = 0x4A504547;

    /// <summary>Encodes a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="seed">The picture's own seed.</param>
    /// <returns>A JPEG file; three of four have halved chroma, as most cameras write.</returns>
    public static byte[] Encode(Image image, long seed)
    {
        SeededRandom random = new(seed ^ SeedOfFiles);
        JpegEncodeOptions options = new()
        {
            Quality = LowestQuality + random.NextInt32(HighestQuality - LowestQuality + 1),
            Subsampling = random.Chance(0.75) ? JpegChromaSubsampling.Half : JpegChromaSubsampling.None,
        };
        return JpegEncoder.Encode(image, options);
    }
}
