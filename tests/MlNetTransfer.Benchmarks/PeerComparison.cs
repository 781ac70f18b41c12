using System.Diagnostics;
using System.Globalization;
using MlNetTransfer.Execution;

namespace MlNetTransfer.Benchmarks;

/// <summary>Images per second of this engine and of ONNX Runtime, alternating in one run; the ratio of each round's medians, and its median.</summary>
/// <remarks>The peer is a script for node that takes MODEL BATCH THREADS SECONDS and ends with a JSON line that holds imagesPerSecond.</remarks>
internal static class PeerComparison
{
    private const double SecondsPerRound = 2;

    public static int Run(string model, string[] arguments)
    {
        int batch = BenchmarkNetwork.Number(arguments, 0, 1);
        int threads = BenchmarkNetwork.Number(arguments, 1, 1);
        int rounds = BenchmarkNetwork.Number(arguments, 2, 3);
        string script = arguments.Length > 3 ? arguments[3] : throw new ArgumentException("The fourth argument is the script that runs ONNX Runtime.");
        Network network = BenchmarkNetwork.Load(model, threads);
        ReadOnlyMemory<float> input = BenchmarkNetwork.InputFor(network, batch);
        Memory<float>[] outputs = [.. network.Run(input, batch).Select(output => (Memory<float>)output)];
        var ratios = new List<double>();
        Console.WriteLine($"| {Path.GetFileNameWithoutExtension(model)}, batch {batch}, {threads} thread(s) | ours img/s | ONNX Runtime img/s | ratio | ours, processor ms an image |");
        Console.WriteLine("|---|---|---|---|---|");
        for (int round = 0; round < rounds; round++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            (double ours, int images) = OursPerSecond(network, input, batch, outputs);
            double processor = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / images;
            double peer = Peer.OnnxRuntimePerSecond(script, model, batch, threads, SecondsPerRound);
            ratios.Add(ours / peer);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| round {round + 1} | {ours:F1} | {peer:F1} | {ours / peer:F2} | {processor:F2} |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| median | | | {BenchmarkNetwork.Median(ratios):F2} | |"));
        return 0;
    }

    private static (double PerSecond, int Images) OursPerSecond(Network network, ReadOnlyMemory<float> input, int batch, Memory<float>[] outputs)
    {
        var times = new List<double>();
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < SecondsPerRound || times.Count < 5)
        {
            long start = Stopwatch.GetTimestamp();
            network.Run(input, batch, outputs);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return (batch / BenchmarkNetwork.Median(times), batch * times.Count);
    }
}
