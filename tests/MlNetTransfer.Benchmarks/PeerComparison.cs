using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MlNetTransfer.Execution;

namespace MlNetTransfer.Benchmarks;

/// <summary>Images per second of this engine and of ONNX Runtime, alternating in one run; the ratio of each round's medians, and its median.</summary>
/// <remarks>The peer is the script of shared/peers; node runs it in the current folder, which holds the installed package.</remarks>
internal static class PeerComparison
{
    private const double SecondsPerRound = 2;

    public static int Run(string model, string[] arguments)
    {
        int batch = BenchmarkNetwork.Number(arguments, 0, 1);
        int threads = BenchmarkNetwork.Number(arguments, 1, 1);
        int rounds = BenchmarkNetwork.Number(arguments, 2, 3);
        string script = arguments.Length > 3 ? arguments[3] : Path.Combine("shared", "peers", "ort_bench.mjs");
        Network network = BenchmarkNetwork.Load(model, threads);
        ReadOnlyMemory<float> input = BenchmarkNetwork.InputFor(network, batch);
        Memory<float>[] outputs = [.. network.Run(input, batch).Select(output => (Memory<float>)output)];
        var ratios = new List<double>();
        Console.WriteLine($"| {Path.GetFileNameWithoutExtension(model)}, batch {batch}, {threads} thread(s) | ours img/s | ONNX Runtime img/s | ratio |");
        Console.WriteLine("|---|---|---|---|");
        for (int round = 0; round < rounds; round++)
        {
            double ours = OursPerSecond(network, input, batch, outputs);
            double peer = PeerPerSecond(script, model, batch, threads);
            ratios.Add(ours / peer);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| round {round + 1} | {ours:F1} | {peer:F1} | {ours / peer:F2} |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| median | | | {BenchmarkNetwork.Median(ratios):F2} |"));
        return 0;
    }

    private static double OursPerSecond(Network network, ReadOnlyMemory<float> input, int batch, Memory<float>[] outputs)
    {
        var times = new List<double>();
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < SecondsPerRound || times.Count < 5)
        {
            long start = Stopwatch.GetTimestamp();
            network.Run(input, batch, outputs);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return batch / BenchmarkNetwork.Median(times);
    }

    private static double PeerPerSecond(string script, string model, int batch, int threads)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true };
        foreach (string argument in new[] { script, model, batch.ToString(CultureInfo.InvariantCulture), threads.ToString(CultureInfo.InvariantCulture), SecondsPerRound.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        string last = output.Trim().Split('\n')[^1];
        return JsonDocument.Parse(last).RootElement.GetProperty("imagesPerSecond").GetDouble();
    }
}
