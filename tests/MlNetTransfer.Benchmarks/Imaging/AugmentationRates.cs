using System.Diagnostics;
using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Preprocessing.Augmentation;

namespace MlNetTransfer.Benchmarks.Imaging;

/// <summary>Milliseconds of a view of each preset and transform beside a plain resize, alternating, one thread.</summary>
internal static class AugmentationRates
{
    private const int Side = 224;
    private const int Views = 40;
    private const int WarmupRounds = 4;

    /// <summary>Runs <c>augment PICTURE [ROUNDS]</c>.</summary>
    public static int Run(string path, int rounds)
    {
        Image picture = ImageDecoder.DecodeOrThrow(File.ReadAllBytes(path));
        ImagePreprocessing preprocessing = new() { Width = Side, Height = Side };
        AugmentationDraw none = AugmentationDraw.Nothing;
        List<(string Name, Action<byte[], int> Make)> ways = [("resize", (pixels, _) => ImagePreprocessor.Apply(picture, preprocessing, pixels))];
        foreach (string name in AugmentationOptions.PresetNames)
        {
            Augmenter augmenter = Augmenter.Create(AugmentationOptions.FromPreset(name), preprocessing);
            ways.Add((name, (pixels, i) => augmenter.Apply(picture, new AugmentationKey(1, 0, i), pixels)));
        }

        Augmenter plain = Augmenter.Create(AugmentationOptions.None, preprocessing);
        foreach (AugmentationDraw draw in (AugmentationDraw[])
            [
                none with { FlipHorizontally = true }, none with { Rotation = 10 }, none with { Zoom = 1.3 }, none with { Zoom = 0.7, Rotation = 20 },
                none with { Brightness = 1.1 }, none with { Contrast = 1.1 }, none with { Blur = 1 }, none with { Sharpness = 1.5 }, none with { Noise = 5 }, none with { Equalize = true },
                none with { JpegQuality = 50 },
            ])
        {
            ways.Add((string.Join(", ", draw.Describe()), (pixels, _) => plain.Apply(picture, draw, pixels)));
        }

        // Each view's best time counts: other work on the machine then disturbs least.
        double[][] best = [.. ways.Select(_ => Enumerable.Repeat(double.MaxValue, Views).ToArray())];
        byte[] target = new byte[Side * Side * Image.ChannelCount];
        for (int r = 0; r < WarmupRounds + rounds; r++)
        {
            for (int w = 0; w < ways.Count; w++)
            {
                for (int i = 0; i < Views; i++)
                {
                    long start = Stopwatch.GetTimestamp();
                    ways[w].Make(target, i);
                    best[w][i] = Math.Min(best[w][i], Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        }

        Console.WriteLine(FormattableString.Invariant($"{picture.Width}x{picture.Height} to {Side}x{Side}: milliseconds a view, mean of {Views} views, each the best of {rounds} rounds"));
        for (int w = 0; w < ways.Count; w++)
        {
            Console.WriteLine(FormattableString.Invariant($"{ways[w].Name,-40} {best[w].Average(),7:0.000}   {best[w].Average() / best[0].Average(),5:0.00} x resize"));
        }

        return 0;
    }
}
