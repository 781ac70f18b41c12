using System.Diagnostics;
using System.Text.Json;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Importing.TensorFlow;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Importing;

/// <summary>Damaged TensorFlow files by the thousand: only listed exceptions, little memory, no hang; and enough of them get past the reader to matter.</summary>
public sealed class TensorFlowFuzzTests(ITestOutputHelper output)
{
    private const long AllowedBytes = 16L << 20;
    private const double AllowedSeconds = 2;
    private const double ReachShapes = 0.2;

    private static readonly string[] Words =
        ["", "x", "y", "c", "w", "x:1", "Relu", "Reshape", "Conv2D", "StridedSlice", "Pack", "Shape", "Placeholder", "padding", "SAME", "NCHW", "data_format", "ResizeBilinear", "Split", "Fill"];

    [Fact]
    public void A_thousand_damaged_files_leak_nothing() => Fuzz(1000, 20261121);

    [Fact]
    [Trait("Lane", "Slow")]
    public void Thirty_thousand_damaged_files_leak_nothing() => Fuzz(30_000, 42);

    private void Fuzz(int count, long seed)
    {
        byte[][] seeds = Seeds();
        OnnxMutator once = new(new SeededRandom(seed), seeds, Words) { MostRounds = 1 };
        OnnxMutator often = new(new SeededRandom(seed + 1), seeds, Words);
        int inferred = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] file = i % 4 == 0 ? often.Next() : once.Next();
            (bool reached, double seconds) = Measure(file, $"seed {seed}, input {i}");
            if (seconds > AllowedSeconds)
            {
                // A busy machine may take the time; a hang takes it again.
                seconds = Measure(file, $"seed {seed}, input {i}").Seconds;
            }

            Assert.True(seconds < AllowedSeconds, $"seed {seed}, input {i} took {seconds} s\n{Convert.ToBase64String(file)}");
            inferred += reached ? 1 : 0;
        }

        output.WriteLine($"{count} inputs, {inferred} passed shape inference ({100.0 * inferred / count:F1} %)");
        Assert.InRange((double)inferred / count, ReachShapes, 1);
    }

    private static byte[][] Seeds()
    {
        List<byte[]> seeds = [TensorFlowBytes.Network(), TensorFlowBytes.Meta(TensorFlowBytes.Network())];
        foreach (string family in TensorFlowCaseTests.Families.Select(f => f.Data))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(TestData.Own("golden", "tensorflow", family + ".json")));
            seeds.AddRange(document.RootElement.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("model").GetBytesFromBase64()).Where((_, i) => i % 3 == 0));
        }

        return [.. seeds];
    }

    private static (bool Reached, double Seconds) Measure(byte[] file, string label)
    {
        long start = Stopwatch.GetTimestamp();
        bool reached = false;
        try
        {
            Graph graph = ReadWithinMemory(file, label);
            ShapeInference.Infer(graph);
            reached = true;
            _ = FeatureTap.Find(graph);
            OnnxReader.Read(OnnxWriter.Write(GraphOptimizer.Optimize(graph)));
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
            return TensorFlowReader.Read(file, new TensorFlowReadOptions { MaxExpandedBytes = 4 << 20 });
        }
        finally
        {
            long taken = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(taken <= file.Length + AllowedBytes, $"{label}: {taken} bytes allocated\n{Convert.ToBase64String(file)}");
        }
    }
}
