using System.Diagnostics;
using System.Globalization;
using MlNetTransfer.Execution;

namespace MlNetTransfer.Benchmarks;

/// <summary>Images per second of this engine and of ONNX Runtime in short turns, whose order changes; the ratio of each round's medians, and its median and quartiles.</summary>
/// <remarks>
/// Share of peak: operations of direct convolutions beside multiply-adds in registers, measured just before; Winograd's algorithms need fewer. With several threads both
/// engines and those multiply-adds run on one as well, to tell the scaling of an engine from that of the machine: virtual cores may be two halves of one.
/// </remarks>
internal static class PeerComparison
{
    private const double SecondsPerTurn = 0.5;

    public static int Run(string model, string[] arguments)
    {
        int batch = BenchmarkNetwork.Number(arguments, 0, 1);
        int threads = BenchmarkNetwork.Number(arguments, 1, 1);
        int rounds = BenchmarkNetwork.Number(arguments, 2, 11);
        Sides together = new(model, batch, threads);
        Sides? alone = threads == 1 ? null : new Sides(model, batch, 1);
        List<Rates> measured = [];
        List<Rates> measuredAlone = [];
        Console.WriteLine(
            $"| {Path.GetFileNameWithoutExtension(model)}, batch {batch}, {threads} thread(s) | ours img/s | ONNX Runtime img/s | ratio | ours, processor ms an image | share of peak | 1 to {threads} threads: ours, ONNX Runtime, multiply-adds |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        for (int round = 0; round < rounds; round++)
        {
            bool oursFirst = round % 2 == 0;
            measured.Add(together.Measure(oursFirst));
            if (alone is not null)
            {
                measuredAlone.Add(alone.Measure(oursFirst));
            }

            Print($"round {round + 1}", measured[^1], alone is null ? null : measuredAlone[^1], together.Operations);
        }

        Print("median", Rates.Median(measured), alone is null ? null : Rates.Median(measuredAlone), together.Operations);
        double[] ratios = [.. measured.Select(r => r.Ours / r.Peer).Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"ratio: median of rounds {BenchmarkNetwork.Median([.. ratios]):F2}, quartiles {ratios[ratios.Length / 4]:F2} to {ratios[ratios.Length - 1 - (ratios.Length / 4)]:F2}"));
        if (alone is not null)
        {
            double[] scalings = [.. measured.Zip(measuredAlone, (two, one) => two.Ours / one.Ours)];
            double[] peers = [.. measured.Zip(measuredAlone, (two, one) => two.Peer / one.Peer)];
            double[] machine = [.. measured.Zip(measuredAlone, (two, one) => two.Peak / one.Peak)];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"1 to {threads} threads, median of rounds: ours {BenchmarkNetwork.Median([.. scalings]):F2}, ONNX Runtime {BenchmarkNetwork.Median([.. peers]):F2}, multiply-adds {BenchmarkNetwork.Median([.. machine]):F2}"));
        }

        together.Dispose();
        alone?.Dispose();
        return 0;
    }

    private static void Print(string name, Rates rates, Rates? alone, double operations)
    {
        string scaling = alone is { } one ? string.Create(CultureInfo.InvariantCulture, $"{rates.Ours / one.Ours:F2}, {rates.Peer / one.Peer:F2}, {rates.Peak / one.Peak:F2}") : "";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {rates.Ours:F1} | {rates.Peer:F1} | {rates.Ours / rates.Peer:F2} | {rates.ProcessorMilliseconds:F2} | {100 * rates.Ours * operations / rates.Peak:F0} % of {rates.Peak / 1e9:F0} GFLOP/s | {scaling} |"));
    }

    /// <summary>Images per second of both, processor time of ours, operations per second of multiply-adds alone.</summary>
    private readonly record struct Rates(double Ours, double Peer, double ProcessorMilliseconds, double Peak)
    {
        public static Rates Median(List<Rates> all) => new(Of(all, r => r.Ours), Of(all, r => r.Peer), Of(all, r => r.ProcessorMilliseconds), Of(all, r => r.Peak));

        private static double Of(List<Rates> all, Func<Rates, double> part) => BenchmarkNetwork.Median([.. all.Select(part)]);
    }

    /// <summary>Both engines on a number of threads.</summary>
    private sealed class Sides : IDisposable
    {
        private readonly int _batch;
        private readonly int _threads;
        private readonly Network _network;
        private readonly ReadOnlyMemory<float> _input;
        private readonly Memory<float>[] _outputs;
        private readonly OnnxRuntimePeer _peer;

        public Sides(string model, int batch, int threads)
        {
            (_batch, _threads) = (batch, threads);
            _network = BenchmarkNetwork.Load(model, threads);
            _input = BenchmarkNetwork.InputFor(_network, batch);
            _outputs = [.. _network.Run(_input, batch).Select(output => (Memory<float>)output)];
            _peer = new OnnxRuntimePeer(model, batch, threads);
            Ours();
        }

        public double Operations => BenchmarkNetwork.OperationsPerPicture(_network);

        public Rates Measure(bool oursFirst)
        {
            double peak = PeakArithmetic.Measure(_threads);
            double peer = oursFirst ? 0 : _peer.ImagesPerSecond(SecondsPerTurn);
            (double ours, double processor) = Ours();
            return new Rates(ours, oursFirst ? _peer.ImagesPerSecond(SecondsPerTurn) : peer, processor, peak);
        }

        public void Dispose() => _peer.Dispose();

        private (double PerSecond, double ProcessorMilliseconds) Ours()
        {
            List<double> times = [];
            TimeSpan before = Environment.CpuUsage.TotalTime;
            long begin = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(begin).TotalSeconds < SecondsPerTurn || times.Count < 2)
            {
                long start = Stopwatch.GetTimestamp();
                _network.Run(_input, _batch, _outputs);
                times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            double processor = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / (_batch * times.Count);
            return (_batch / BenchmarkNetwork.Median(times), processor);
        }
    }
}
