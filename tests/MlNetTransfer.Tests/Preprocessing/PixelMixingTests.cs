using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Preprocessing;

public sealed class PixelMixingTests
{
    private const int Width = 13;
    private const int Height = 11;
    private const int Size = Width * Height * 3;
    private const int Count = 8;

    [Fact]
    public void MixUp_is_the_weighted_mean_of_the_pictures_as_they_were()
    {
        byte[] before = Batch();
        byte[] pixels = [.. before];
        IReadOnlyList<MixedPicture> mixed = PixelMixing.Apply(pixels, Height, Width, new PixelMixingOptions { MixUpAlpha = 0.4 }, new AugmentationKey(1, 2, 3));
        CheckPartners(mixed);
        for (int i = 0; i < pixels.Length; i++)
        {
            MixedPicture m = mixed[i / Size];
            double expected = (m.OwnShare * before[i]) + ((1 - m.OwnShare) * before[(m.Partner * Size) + (i % Size)]);
            Assert.InRange(pixels[i] - expected, -0.51, 0.51);
        }
    }

    [Fact]
    public void CutMix_replaces_one_rectangle_and_reports_its_exact_area()
    {
        for (int batch = 0; batch < 30; batch++)
        {
            byte[] before = Batch();
            byte[] pixels = [.. before];
            IReadOnlyList<MixedPicture> mixed = PixelMixing.Apply(pixels, Height, Width, new PixelMixingOptions { CutMixAlpha = 1 }, new AugmentationKey(1, 2, batch));
            CheckPartners(mixed);
            for (int p = 0; p < Count; p++)
            {
                // Pictures of the batch differ in every byte, so each byte tells where it is from.
                int[] foreign = [.. Enumerable.Range(0, Width * Height).Where(i => pixels[(p * Size) + (i * 3)] == before[(mixed[p].Partner * Size) + (i * 3)])];
                int[] own = [.. Enumerable.Range(0, Width * Height).Where(i => pixels[(p * Size) + (i * 3)] == before[(p * Size) + (i * 3)])];
                Assert.Equal(Width * Height, foreign.Length + own.Length);
                Assert.Equal(own.Length / (double)(Width * Height), mixed[p].OwnShare, 1e-12);
                if (foreign.Length > 0)
                {
                    int columns = foreign.Max(i => i % Width) - foreign.Min(i => i % Width) + 1;
                    int rows = foreign.Max(i => i / Width) - foreign.Min(i => i / Width) + 1;
                    Assert.Equal(columns * rows, foreign.Length);
                }
            }
        }
    }

    [Fact]
    public void The_draw_depends_on_the_key_alone_and_happens_as_often_as_it_should()
    {
        PixelMixingOptions options = new() { MixUpAlpha = 0.2, CutMixAlpha = 1, Probability = 0.7 };
        int happened = 0;
        double shares = 0;
        for (int i = 0; i < 1000; i++)
        {
            byte[] pixels = [.. Enumerable.Range(0, 2 * 3 * 4 * 4).Select(v => (byte)v)];
            byte[] again = [.. pixels];
            IReadOnlyList<MixedPicture> mixed = PixelMixing.Apply(pixels, 4, 4, options, new AugmentationKey(9, 0, i));
            Assert.Equal(mixed, PixelMixing.Apply(again, 4, 4, options, new AugmentationKey(9, 0, i)));
            Assert.Equal(pixels, again);
            happened += mixed[0].Partner != 0 ? 1 : 0;
            shares += mixed.Average(m => m.OwnShare);
        }

        Assert.InRange(happened, 625, 775);
        Assert.InRange(shares / 1000, 0.55, 0.8);
    }

    [Fact]
    public void A_single_picture_and_wrong_options_are_left_alone_or_refused()
    {
        byte[] one = [1, 2, 3];
        Assert.Equal([new MixedPicture(0, 1)], PixelMixing.Apply(one, 1, 1, new PixelMixingOptions { MixUpAlpha = 1 }, default));
        Assert.Equal([1, 2, 3], one);
        Assert.Throws<ArgumentException>(() => PixelMixing.Apply(new byte[4], 1, 1, new PixelMixingOptions { MixUpAlpha = 1 }, default));
        Assert.Equal(3, new PixelMixingOptions { MixUpAlpha = -1, CutMixAlpha = double.NaN, Probability = 2 }.FindProblems().Count);
    }

    private static void CheckPartners(IReadOnlyList<MixedPicture> mixed)
    {
        Assert.Equal(Enumerable.Range(0, Count), mixed.Select(m => m.Partner).Order());
        Assert.All(mixed, m => Assert.InRange(m.OwnShare, 0, 1));
        Assert.DoesNotContain(mixed.Select((m, i) => m.Partner == i), same => same);
    }

    private static byte[] Batch()
    {
        SeededRandom random = new(4);
        byte[] pixels = new byte[Count * Size];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((i / Size * 32) + random.NextInt32(32));
        }

        return pixels;
    }
}
