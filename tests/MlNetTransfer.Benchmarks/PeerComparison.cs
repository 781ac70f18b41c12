using System.Diagnostics;
using System.Globalization;
using MlNetTransfer.Execution;

namespace MlNetTransfer.Benchmarks;

/// <summary>Images per second of this engine and of ONNX Runtime, alternating in one run; the ratio of each round's medians, and its median.</summary>
/// <remarks>
/// Share of peak: operations of direct convolutions beside multiply-adds in registers, measured just before; Winograd's algorithms need fewer. With several threads both
/// engines and those multiply-adds run on one as well, to tell the scaling of an engine from that of the machine. The peer is a script for node that takes MODEL BATCH THREADS SECONDS and ends with a JSON line that holds imagesPerSecond.
/// </remarks>
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
        Network alone = threads == 1 ? network : BenchmarkNetwork.Load(model, 1);
        ReadOnlyMemory<float> input = BenchmarkNetwork.InputFor(network, batch);
        Memory<float>[] outputs = [.. network.Run(input, batch).Select(output => (Memory<float>)output)];
        double operations = BenchmarkNetwork.OperationsPerPicture(network);
        var ratios = new List<double>();
        var scalings = new List<double>();
        Console.WriteLine($"| {Path.GetFileNameWithoutExtension(model)}, batch {batch}, {threads} thread(s) | ours img/s | ONNX Runtime img/s | ratio | ours, processor ms an image | share of peak | 1 to {threads} threads: ours, ONNX Runtime, multiply-adds |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        for (int round = 0; round < rounds; round++)
        {
            double peak = PeakArithmetic.Measure(threads);
            TimeSpan before = Environment.CpuUsage.TotalTime;
            (double ours, int images) = OursPerSecond(network, input, batch, outputs);
            double processor = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / images;
            double peer = Peer.OnnxRuntimePerSecond(script, model, batch, threads, SecondsPerRound);
            string scaling = "";
            if (threads > 1)
            {
                double peakAlone = PeakArithmetic.Measure(1);
                double oursAlone = OursPerSecond(alone, input, batch, outputs).PerSecond;
                double peerAlone = Peer.OnnxRuntimePerSecond(script, model, batch, 1, SecondsPerRound);
                scalings.Add(ours / oursAlone);
                scaling = string.Create(CultureInfo.InvariantCulture, $"{ours / oursAlone:F2}, {peer / peerAlone:F2}, {peak / peakAlone:F2}");
            }

            ratios.Add(ours / peer);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| round {round + 1} | {ours:F1} | {peer:F1} | {ours / peer:F2} | {processor:F2} | {100 * ours * operations / peak:F0} % of {peak / 1e9:F0} GFLOP/s | {scaling} |"));
        }

        string median = scalings.Count == 0 ? "" : BenchmarkNetwork.Median(scalings).ToString("F2", CultureInfo.InvariantCulture);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| median | | | {BenchmarkNetwork.Median(ratios):F2} | | | {median} |"));
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
