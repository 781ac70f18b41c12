using System.Diagnostics;
using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>Any bytes give a result: no exception, in bounded time and memory, the same twice.</summary>
public sealed class JpegFuzzTests(ITestOutputHelper output)
{
    private const long MaxMilliseconds = 2000;

    // Small enough that a mutated header cannot make the test itself slow.
    private static readonly DecodeOptions Options = new() { MaxPixels = 1_000_000 };

    [Fact]
    public void Mutated_files_never_throw() => Run(1_500, 1);

    [Fact]
    [Trait("Lane", "Slow")]
    public void Thirty_thousand_mutated_files_never_throw() => Run(30_000, 2);

    private void Run(int count, long seed)
    {
        byte[][] files = [.. JpegGoldens.Entries.Select(JpegGoldens.File)];
        JpegMutator mutator = new(files, seed);
        int[] outcomes = new int[3];
        for (int i = 0; i < count; i++)
        {
            byte[] file = mutator.Next();
            DecodeResult first = Decode(file, i);
            outcomes[(int)first.Outcome]++;
            if (i % 10 == 0)
            {
                DecodeResult second = Decode(file, i);
                Assert.Equal((first.Outcome, first.Reason, first.Message), (second.Outcome, second.Reason, second.Message));
                Assert.Equal(JpegGoldens.Hash(first.Image), JpegGoldens.Hash(second.Image));
            }
        }

        int reached = outcomes[(int)DecodeOutcome.Ok] + outcomes[(int)DecodeOutcome.Damaged];
        output.WriteLine($"{count} files, seed {seed}: {outcomes[0]} ok, {outcomes[1]} damaged, {outcomes[2]} refused; {100.0 * reached / count:F1} % reached pixels");
        Assert.True(reached >= count / 5, $"{reached} of {count} reached pixels");
    }

    private static DecodeResult Decode(byte[] file, int index)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Stopwatch watch = Stopwatch.StartNew();
        DecodeResult result;
        try
        {
            result = JpegDecoder.Decode(file, Options);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"input {index}: {Convert.ToBase64String(file)}", exception);
        }

        long pixels = (long)result.StoredWidth * result.StoredHeight;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= (16 * pixels) + (8 << 20), $"input {index}: {allocated} bytes for {pixels} pixels");
        Assert.True(watch.ElapsedMilliseconds < MaxMilliseconds, $"input {index}: {watch.ElapsedMilliseconds} ms");
        Assert.Equal(result.Outcome == DecodeOutcome.Refused, result.Image is null);
        Assert.Equal(result.Outcome == DecodeOutcome.Ok, result.Reason == DecodeReason.None);
        return result;
    }
}
