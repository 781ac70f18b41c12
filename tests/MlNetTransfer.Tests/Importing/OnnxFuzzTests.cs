using System.Diagnostics;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Importing;

/// <summary>Damaged ONNX files by the thousand: only listed exceptions, little memory, no hang; and enough of them get past the reader to matter.</summary>
public sealed class OnnxFuzzTests(ITestOutputHelper output)
{
    private const long AllowedBytes = 16L << 20;
    private const double AllowedSeconds = 2;
    private const double ReachShapes = 0.2;

    [Fact]
    public void A_thousand_damaged_files_leak_nothing() => Fuzz(1000, 20261121);

    [Fact]
    [Trait("Lane", "Slow")]
    public void Thirty_thousand_damaged_files_leak_nothing() => Fuzz(30_000, 42);

    private void Fuzz(int count, long seed)
    {
        byte[][] seeds = [.. OnnxNodeCase.All.Select(c => c.Model).Where(m => m.Length < 2000), OnnxSeeds.Residual(), OnnxSeeds.Shuffle(), OnnxSeeds.SqueezeExcite()];
        OnnxMutator mutator = new(new SeededRandom(seed), seeds);
        int inferred = 0;
        int optimized = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] file = mutator.Next();
            (int reached, double seconds) = Measure(file, $"seed {seed}, input {i}");
            if (seconds > AllowedSeconds)
            {
                // A busy machine may take the time; a hang takes it again.
                seconds = Measure(file, $"seed {seed}, input {i}").Seconds;
            }

            Assert.True(seconds < AllowedSeconds, $"seed {seed}, input {i} took {seconds} s\n{Convert.ToBase64String(file)}");
            inferred += reached >= 1 ? 1 : 0;
            optimized += reached >= 2 ? 1 : 0;
        }

        output.WriteLine($"{count} inputs, {inferred} passed shape inference ({100.0 * inferred / count:F1} %), {optimized} were optimised");
        Assert.InRange((double)inferred / count, ReachShapes, 1);
    }

    // How far a file came: 0 refused, 1 shapes inferred, 2 optimised and written.
    private static (int Reached, double Seconds) Measure(byte[] file, string label)
    {
        long start = Stopwatch.GetTimestamp();
        int reached = 0;
        try
        {
            Graph graph = ReadWithinMemory(file, label);
            ShapeInference.Infer(graph);
            reached = 1;
            _ = FeatureTap.Find(graph);
            Graph result = GraphOptimizer.Optimize(graph);
            OnnxReader.Read(OnnxWriter.Write(result));
            reached = 2;
        }
        catch (Exception e) when (e is InvalidModelException or UnsupportedOperatorException)
        {
            Assert.NotEmpty(e.Message);
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{label}: {e}\n{Convert.ToBase64String(file)}");
        }

        return (reached, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static Graph ReadWithinMemory(byte[] file, string label)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return OnnxReader.Read(file);
        }
        finally
        {
            long taken = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(taken <= file.Length + AllowedBytes, $"{label}: {taken} bytes allocated\n{Convert.ToBase64String(file)}");
        }
    }
}
