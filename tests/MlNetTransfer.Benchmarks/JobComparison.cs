using System.Diagnostics;

namespace MlNetTransfer.Benchmarks;

/// <summary>The whole job from files to features, beside Pillow and ONNX Runtime; alternating in one run.</summary>
internal static class JobComparison
{
    private const int PeerBatch = 8;

    private const double PeerSeconds = 3;

    /// <summary>Seconds from files to features with no cache, ours against the sum of Pillow's decode and resize and ONNX Runtime's run.</summary>
    public static int Run(string folder, string model, string[] arguments)
    {
        int threads = BenchmarkNetwork.Number(arguments, 0, 2);
        int rounds = BenchmarkNetwork.Number(arguments, 1, 5);
        ImageClassificationTrainerOptions options = new() { Backbone = model, Reading = new PictureReadingOptions { Cache = null, ThreadCount = threads } };
        ImageEmbedder embedder = new(options);
        int size = embedder.Backbone.Preprocessing.Width;
        embedder.Extract(folder);
        using OnnxRuntimePeer peer = new(model, PeerBatch, threads);
        List<double> ratios = [];
        Console.WriteLine("| files to features | ours s | Pillow s | ONNX Runtime s | ours / sum |\n|---|---|---|---|---|");
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            int count = embedder.Extract(folder).Labels.Count;
            double ours = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double pillow = count / Peer.Pillow(folder, "resize", size, threads).GetProperty("imagesPerSecond").GetDouble();
            double runtime = count / peer.ImagesPerSecond(PeerSeconds);
            ratios.Add(ours / (pillow + runtime));
            Print(FormattableString.Invariant($"| round {round + 1} | {ours:F2} | {pillow:F2} | {runtime:F2} | {ours / (pillow + runtime):F2} |"));
        }

        Print(FormattableString.Invariant($"| median | | | | {BenchmarkNetwork.Median(ratios):F2} |"));
        return 0;
    }

    private static void Print(string line) => Console.WriteLine(line);
}
