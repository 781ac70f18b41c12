using System.Diagnostics;
using System.Globalization;
using MlNetTransfer.Execution;

namespace MlNetTransfer.Benchmarks;

/// <summary>How much faster several threads are than one, of this engine and of ONNX Runtime, where the machine gives that many whole cores.</summary>
/// <remarks>
/// Short slices, each with one thread and with all of them, between two measurements of multiply-adds in registers. Virtual cores may be two halves of one for seconds at a time, or
/// share with a neighbour: slices in which the multiply-adds themselves scale by less than <see cref="WholeCores"/> of the number of threads are counted apart.
/// </remarks>
internal static class ThreadScaling
{
    private const double SecondsPerTurn = 0.06;
    private const double WholeCores = 0.95;

    public static int Run(string model, string[] arguments)
    {
        int batch = BenchmarkNetwork.Number(arguments, 0, 1);
        int threads = BenchmarkNetwork.Number(arguments, 1, Environment.ProcessorCount);
        int seconds = BenchmarkNetwork.Number(arguments, 2, 60);
        using Side one = new(model, batch, 1);
        using Side all = new(model, batch, threads);
        List<Slice> slices = [];
        long begin = Stopwatch.GetTimestamp();
        double before = Peak(threads);
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds || slices.Count < 2)
        {
            bool oneFirst = slices.Count % 2 == 0;
            (double Ours, double Peer) first = (oneFirst ? one : all).Measure();
            (double Ours, double Peer) second = (oneFirst ? all : one).Measure();
            double after = Peak(threads);
            (double oneOurs, double onePeer) = oneFirst ? first : second;
            (double allOurs, double allPeer) = oneFirst ? second : first;
            slices.Add(new Slice(allOurs / oneOurs, allPeer / onePeer, Math.Min(before, after)));
            before = after;
        }

        Console.WriteLine($"| {Path.GetFileNameWithoutExtension(model)}, batch {batch}, 1 to {threads} threads | slices | ours, median (quartiles) | ONNX Runtime | multiply-adds |");
        Console.WriteLine("|---|---|---|---|---|");
        Print("all", slices);
        Print($"{threads} whole cores", [.. slices.Where(slice => slice.Machine >= WholeCores * threads)]);
        return 0;
    }

    private static double Peak(int threads) => PeakArithmetic.Measure(threads) / PeakArithmetic.Measure(1);

    private static void Print(string name, List<Slice> slices) => Console.WriteLine(
        slices.Count == 0 ? $"| {name} | 0 | | | |" : $"| {name} | {slices.Count} | {Quartiles(slices, s => s.Ours)} | {Quartiles(slices, s => s.Peer)} | {Quartiles(slices, s => s.Machine)} |");

    private static string Quartiles(List<Slice> slices, Func<Slice, double> part)
    {
        double[] sorted = [.. slices.Select(part).Order()];
        return string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Length / 2]:F2} ({sorted[sorted.Length / 4]:F2} to {sorted[sorted.Length - 1 - (sorted.Length / 4)]:F2})");
    }

    /// <summary>Speed with all threads over speed with one; the lower of the multiply-adds' own before and after.</summary>
    private readonly record struct Slice(double Ours, double Peer, double Machine);

    /// <summary>Both engines on a number of threads.</summary>
    private sealed class Side : IDisposable
    {
        private readonly int _batch;
        private readonly Network _network;
        private readonly ReadOnlyMemory<float> _input;
        private readonly Memory<float>[] _outputs;
        private readonly OnnxRuntimePeer _peer;

        public Side(string model, int batch, int threads)
        {
            _batch = batch;
            _network = BenchmarkNetwork.Load(model, threads);
            _input = BenchmarkNetwork.InputFor(_network, batch);
            _outputs = [.. _network.Run(_input, batch).Select(output => (Memory<float>)output)];
            _peer = new OnnxRuntimePeer(model, batch, threads);
            Measure();
        }

        /// <summary>Images per second, medians of a turn of each.</summary>
        public (double Ours, double Peer) Measure()
        {
            List<double> times = [];
            long begin = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(begin).TotalSeconds < SecondsPerTurn || times.Count < 3)
            {
                long start = Stopwatch.GetTimestamp();
                _network.Run(_input, _batch, _outputs);
                times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            return (_batch / BenchmarkNetwork.Median(times), _peer.ImagesPerSecond(SecondsPerTurn));
        }

        public void Dispose() => _peer.Dispose();
    }
}
