using System.Security.Cryptography;
using System.Text.Json;
using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Imaging;

public sealed class JpegEncoderTests
{
    [Fact]
    public void Files_equal_those_of_Pillow_byte_for_byte()
    {
        string json = File.ReadAllText(TestData.Own("golden", "jpeg", "encoder.json"));
        Case[] cases = JsonSerializer.Deserialize<Case[]>(json, JsonSerializerOptions.Web)!;
        foreach (Case c in cases)
        {
            JpegEncodeOptions options = new()
            {
                Quality = c.Quality,
                Subsampling = c.IsHalved ? JpegChromaSubsampling.Half : JpegChromaSubsampling.None,
            };
            byte[] file = JpegEncoder.Encode(Ramp(c.Width, c.Height), options);
            Assert.Equal((c.Length, c.Sha256), (file.Length, Convert.ToHexStringLower(SHA256.HashData(file))));
        }

        Assert.True(cases.Length > 50);
    }

    [Theory]
    [InlineData(JpegChromaSubsampling.None, 33)]
    [InlineData(JpegChromaSubsampling.Half, 24)]
    public void Decoding_gives_nearly_the_picture_back(JpegChromaSubsampling subsampling, double decibels)
    {
        Image image = JpegBytes.Picture(61, 45);
        byte[] file = JpegEncoder.Encode(image, new JpegEncodeOptions { Quality = 95, Subsampling = subsampling });
        Image decoded = JpegDecoder.Decode(file, DecodeOptions.Default).Image!;
        double squares = 0;
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            double difference = image.Pixels.Span[i] - decoded.Pixels.Span[i];
            squares += difference * difference;
        }

        double ratio = 10 * Math.Log10(255 * 255 / (squares / image.Pixels.Length));
        Assert.True(ratio > decibels, $"{ratio} dB");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void Refuses_qualities_out_of_range(int quality) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => JpegEncoder.Encode(new Image(1, 1), new JpegEncodeOptions { Quality = quality }));

    [Fact]
    public void The_forward_transform_is_eight_times_the_formula_within_one_unit()
    {
        MlNetTransfer.Runtime.SeededRandom random = new(3);
        for (int n = 0; n < 500; n++)
        {
            int[] block = [.. Enumerable.Range(0, 64).Select(_ => random.NextInt32(256) - 128)];
            double[] expected = JpegDctReference.Forward(block);
            JpegForwardDct.Transform(block);
            for (int i = 0; i < block.Length; i++)
            {
                Assert.InRange(block[i] - (8 * expected[i]), -4, 4);
            }
        }
    }

    // The same picture as make_encoder_golden.py makes.
    private static Image Ramp(int width, int height)
    {
        Image image = new(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                Span<byte> pixel = image.Row(y).Slice(x * 3, 3);
                pixel[0] = (byte)((x * 7) ^ (y * 3));
                pixel[1] = (byte)((x * x) + (y * 5));
                pixel[2] = (byte)(255 - (x * 2) - (y * y / 3));
            }
        }

        return image;
    }

    private sealed record Case(int Width, int Height, int Quality, bool IsHalved, int Length, string Sha256);
}
