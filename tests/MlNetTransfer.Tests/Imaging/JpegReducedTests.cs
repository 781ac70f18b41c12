using System.Text.Json;
using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Runtime;
using MlNetTransfer.Simd;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>Decoding at 1/2, 1/4 and 1/8 against Pillow 9.4's draft mode and djpeg -scale: equal, not close.</summary>
public sealed class JpegReducedTests
{
    private static readonly int[] Denominators = [2, 4, 8];

    [Fact]
    public void Pixels_equal_those_of_Pillows_draft_mode_in_every_coding_and_every_damage()
    {
        string text = File.ReadAllText(TestData.Own("golden", "jpeg", "reduced.json"));
        Dictionary<string, string[]> hashes = JsonSerializer.Deserialize<Golden[]>(text, JsonSerializerOptions.Web)!.ToDictionary(g => g.Name, g => g.Hashes);
        List<string> wrong = [];
        int compared = 0;
        foreach (JpegGoldens.Entry entry in JpegGoldens.Entries)
        {
            for (int i = 0; i < Denominators.Length; i++)
            {
                string expected = hashes[entry.Name][i];
                DecodeResult result = JpegDecoder.Decode(JpegGoldens.File(entry), At(entry.Width, entry.Height, Denominators[i]));
                if (expected.Length > 0 && result.Reduction == Denominators[i])
                {
                    compared++;
                    if (JpegGoldens.Hash(result.Image) != expected)
                    {
                        wrong.Add($"{entry.Name} 1/{Denominators[i]}");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("; ", wrong));
        Assert.True(compared > 900, $"{compared} compared");
    }

    [Fact]
    public void Real_photographs_equal_those_of_Pillows_draft_mode()
    {
        string folder = TestData.Real("datasets", "flowers5");
        foreach (string line in File.ReadLines(TestData.Own("golden", "jpeg", "reduced_photographs.csv")).Skip(1))
        {
            string[] fields = line.Split(',');
            byte[] file = File.ReadAllBytes(Path.Combine(folder, fields[0]));
            DecodeResult whole = ImageDecoder.Decode(file);
            for (int i = 0; i < Denominators.Length; i++)
            {
                DecodeResult result = JpegDecoder.Decode(file, At(whole.StoredWidth, whole.StoredHeight, Denominators[i]));
                Assert.Equal(Denominators[i], result.Reduction);
                Assert.True(JpegGoldens.Hash(result.Image).StartsWith(fields[i + 1], StringComparison.Ordinal), $"{fields[0]} 1/{Denominators[i]}");
            }
        }
    }

    [Fact]
    public void Changed_bytes_end_as_they_do_at_full_size()
    {
        JpegGoldens.Entry[] entries = [.. JpegGoldens.Entries.Where(e => e.Width >= 32 && e.Height >= 32)];
        SeededRandom random = new(7);
        int decoded = 0;
        for (int i = 0; i < 600; i++)
        {
            JpegGoldens.Entry entry = entries[i % entries.Length];
            byte[] file = JpegGoldens.File(entry);
            for (int change = 0; change < 4; change++)
            {
                file[random.NextInt32(file.Length)] = (byte)random.NextInt32(256);
            }

            DecodeResult whole = JpegDecoder.Decode(file, DecodeOptions.Default);
            DecodeResult reduced = JpegDecoder.Decode(file, At(entry.Width, entry.Height, Denominators[i % Denominators.Length]));
            Assert.Equal((whole.Outcome, whole.Reason, whole.Message, whole.ByteOffset), (reduced.Outcome, reduced.Reason, reduced.Message, reduced.ByteOffset));
            decoded += reduced.Image is null ? 0 : 1;
        }

        Assert.True(decoded > 300, $"{decoded} decoded");
    }

    [Theory]
    [InlineData(4000, 3000, 224, 224, 8)]
    [InlineData(4000, 3000, 501, 375, 4)]
    [InlineData(4000, 3000, 500, 376, 4)]
    [InlineData(4000, 3000, 500, 375, 8)]
    [InlineData(447, 600, 224, 224, 1)]
    [InlineData(448, 600, 224, 224, 2)]
    [InlineData(100, 100, 0, 224, 1)]
    [InlineData(100, 100, 1, 1, 8)]
    public void The_scale_is_the_smallest_that_leaves_the_size_wanted(int width, int height, int minimumWidth, int minimumHeight, int denominator)
    {
        JpegComponent grey = new() { Id = 1, H = 1, V = 1, QuantizationSlot = 0 };
        JpegFrame frame = new(isProgressive: false, width, height, [grey]);
        Assert.Equal(denominator, JpegScale.DenominatorFor(frame, minimumWidth, minimumHeight));
    }

    [Fact]
    public void The_size_wanted_is_that_of_the_upright_picture()
    {
        byte[] file = JpegBytes.Insert(JpegBytes.Encoded(160, 80), 2, JpegBytes.Orientation(6));
        DecodeOptions options = new() { MinimumWidth = 40, MinimumHeight = 80 };
        DecodeResult upright = ImageDecoder.Decode(file, options);
        Assert.Equal((2, 40, 80), (upright.Reduction, upright.Image!.Width, upright.Image.Height));
        Assert.Equal((160, 80), (upright.StoredWidth, upright.StoredHeight));
        DecodeResult stored = ImageDecoder.Decode(file, options with { ApplyOrientation = false });
        Assert.Equal((1, 160, 80), (stored.Reduction, stored.Image!.Width, stored.Image.Height));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(9)]
    public void Every_width_equals_the_formula(int count)
    {
        SeededRandom random = new(count);
        short[] coefficients = new short[count * JpegInverseDct.BlockSize];
        short[] multipliers = new short[JpegInverseDct.BlockSize];
        for (int i = 0; i < coefficients.Length; i++)
        {
            coefficients[i] = (short)(random.NextInt32(3) == 0 ? random.NextInt32(81) - 40 : 0);
        }

        for (int i = 0; i < multipliers.Length; i++)
        {
            multipliers[i] = (short)(1 + random.NextInt32(12));
        }

        Check<Int16x8>(coefficients, multipliers);
        if (Int16LaneDispatch.Has16)
        {
            Check<Int16x16>(coefficients, multipliers);
        }

        if (Int16LaneDispatch.Has32)
        {
            Check<Int16x32>(coefficients, multipliers);
        }
    }

    private static void Check<TLanes>(short[] coefficients, short[] multipliers)
        where TLanes : struct, IInt16Lanes<TLanes>
    {
        int count = coefficients.Length / JpegInverseDct.BlockSize;
        byte[] four = new byte[16 * count];
        JpegReducedDct.QuarterKernel.Run<TLanes>(new JpegInverseDctArgs(coefficients, multipliers, four, 4 * count));
        Assert.Equal(JpegReducedDctReference.Transform(coefficients, multipliers, 4), four);
        byte[] two = new byte[4 * count];
        JpegReducedDct.PairKernel.Run<TLanes>(new JpegInverseDctArgs(coefficients, multipliers, two, 2 * count));
        Assert.Equal(JpegReducedDctReference.Transform(coefficients, multipliers, 2), two);
        byte[] one = new byte[count];
        JpegReducedDct.Run(1, new JpegInverseDctArgs(coefficients, multipliers, one, count));
        Assert.Equal(JpegReducedDctReference.Transform(coefficients, multipliers, 1), one);
    }

    private static DecodeOptions At(int width, int height, int denominator) =>
        new() { MinimumWidth = Math.Max(1, width / denominator), MinimumHeight = Math.Max(1, height / denominator) };

    private sealed record Golden(string Name, string[] Hashes);
}
