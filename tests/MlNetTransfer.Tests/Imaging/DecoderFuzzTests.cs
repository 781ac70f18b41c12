using System.Diagnostics;
using MlNetTransfer.Imaging;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>Thousands of broken pictures. Oracle: no exception, the same result twice, time and memory within limits, one clear line for each fault.</summary>
public sealed class DecoderFuzzTests(ITestOutputHelper output)
{
    private const long Seed = 20261121;
    private const long MaxAllocatedBytes = 32L << 20;
    private const double LeastShareWithPixels = 0.2;
    private static readonly DecodeOptions Limits = new() { MaxPixels = 1_000_000 };

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Bmp)]
    [InlineData(ImageFormat.Gif)]
    public void A_thousand_broken_pictures_never_throw(ImageFormat format) => Fuzz(format, 1000);

    [Theory]
    [Trait("Lane", "Slow")]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Bmp)]
    [InlineData(ImageFormat.Gif)]
    public void Thirty_thousand_broken_pictures_never_throw(ImageFormat format) => Fuzz(format, 30_000);

    private void Fuzz(ImageFormat format, int count)
    {
        string[] files = Directory.GetFiles(TestData.Own("golden", "imaging"), "*." + format.ToString().ToLowerInvariant());
        Array.Sort(files, StringComparer.Ordinal);
        byte[][] seeds = [.. files.Select(File.ReadAllBytes)];
        int withPixels = 0;
        int intact = 0;
        for (int i = 0; i < count; i++)
        {
            // Each input has a sequence of its own, so that a failing one can be made again alone.
            SeededRandom random = new(Seed + i);
            byte[] data = ImagingMutations.Mutate(format, seeds[random.NextInt32(seeds.Length)], random);
            DecodeResult result = DecodeWatched(data, i);
            withPixels += result.Image is null ? 0 : 1;
            intact += result.Outcome == DecodeOutcome.Ok ? 1 : 0;
        }

        output.WriteLine($"{format}: {count} inputs, {withPixels} reached pixels ({100.0 * withPixels / count:F1} %), {intact} of these without a fault");
        Assert.True(withPixels >= LeastShareWithPixels * count, $"only {withPixels} of {count} inputs reached pixel decoding");
    }

    private static DecodeResult DecodeWatched(byte[] data, int input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Stopwatch watch = Stopwatch.StartNew();
        DecodeResult result;
        DecodeResult again;
        try
        {
            result = ImageDecoder.Decode(data, Limits);
            watch.Stop();
            again = ImageDecoder.Decode(data, Limits);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"input {input} of seed {Seed} threw: {Convert.ToBase64String(data)}", e);
        }

        string label = $"input {input} of seed {Seed}: {result.Outcome} {result.Reason} {result.Message}";
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TimeSpan time = DecodeTimer.Measure(data, Limits, watch.Elapsed);
        Assert.True(time <= DecodeTimer.Limit, label);
        Assert.True(allocated < MaxAllocatedBytes, label);
        Assert.True((result.Outcome == DecodeOutcome.Refused) == (result.Image is null), label);
        Assert.True((result.Outcome == DecodeOutcome.Ok) == (result.Reason == DecodeReason.None), label);
        Assert.True((result.Outcome == DecodeOutcome.Ok) == (result.Message.Length == 0), label);
        Assert.True(result.Message.Length < 400 && !result.Message.Contains('\n', StringComparison.Ordinal), label);
        Assert.Equal((result.Outcome, result.Reason, result.Message, result.Format), (again.Outcome, again.Reason, again.Message, again.Format));
        Assert.True(result.Image is null || result.Image.Pixels.Span.SequenceEqual(again.Image!.Pixels.Span), label);
        return result;
    }
}
