using System.Diagnostics;

namespace MlNetTransfer.Benchmarks;

/// <summary>One picture at a time from the bytes of its file to probabilities, beside Pillow's decode and resize on one process plus ONNX Runtime at batch 1; alternating in one run.</summary>
internal static class SingleComparison
{
    private const double PeerSeconds = 2;

    /// <summary>Mean milliseconds a picture, warm, ours against the sum of the peers.</summary>
    public static int Run(string zip, string folder, string model, string[] arguments)
    {
        int threads = BenchmarkNetwork.Number(arguments, 0, 2);
        int rounds = BenchmarkNetwork.Number(arguments, 1, 5);
        PredictionEngine engine = PredictionEngine.Load(zip, new PredictionOptions { ThreadCount = threads });
        int size = new ImageEmbedder(new ImageClassificationTrainerOptions { Backbone = model }).Backbone.Preprocessing.Width;
        byte[][] files = [.. Directory.GetFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        Milliseconds(engine, files);
        using OnnxRuntimePeer peer = new(model, 1, threads);
        List<double> ratios = [];
        Console.WriteLine($"| one picture, {files.Length} JPEGs, {threads} thread(s) | ours ms | Pillow ms | ONNX Runtime ms | ours / sum |\n|---|---|---|---|---|");
        for (int round = 0; round < rounds; round++)
        {
            double ours = Milliseconds(engine, files);
            double pillow = 1000 / Peer.Pillow(folder, "resize", size, 1).GetProperty("imagesPerSecond").GetDouble();
            double runtime = 1000 / peer.ImagesPerSecond(PeerSeconds);
            ratios.Add(ours / (pillow + runtime));
            Console.WriteLine(FormattableString.Invariant($"| round {round + 1} | {ours:F2} | {pillow:F2} | {runtime:F2} | {ours / (pillow + runtime):F2} |"));
        }

        Console.WriteLine(FormattableString.Invariant($"| median | | | | {BenchmarkNetwork.Median(ratios):F2} |"));
        return 0;
    }

    private static double Milliseconds(PredictionEngine engine, byte[][] files)
    {
        long start = Stopwatch.GetTimestamp();
        foreach (byte[] file in files)
        {
            engine.Predict(file);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / files.Length;
    }
}
