using System.Diagnostics;
using System.Globalization;
using MlNetTransfer.Execution.Cpu;
using MlNetTransfer.Execution.Gradients;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Benchmarks;

/// <summary>Pictures a second of training steps, ours and a peer's, alternating in one run; or the time of every step of ours.</summary>
/// <remarks>The peer is a Python script that takes NAME BATCH THREADS all|last|cached and ends with a JSON line that holds imagesPerSecond.</remarks>
internal static class TrainingComparison
{
    private const double SecondsPerRound = 6;
    private const int ProfileRounds = 5;

    public static int Run(string model, string[] arguments)
    {
        int batch = BenchmarkNetwork.Number(arguments, 0, 16);
        int threads = BenchmarkNetwork.Number(arguments, 1, 2);
        string part = arguments.Length > 2 ? arguments[2] : "all";
        var network = new TrainingNetwork(model, batch, threads, part);
        Console.WriteLine($"{Path.GetFileName(model)}: {network}");
        if (arguments.Contains("--profile"))
        {
            Profile(network, batch, threads);
            return 0;
        }

        if (arguments.Contains("--parts"))
        {
            CompareParts(network, batch);
            return 0;
        }

        int rounds = BenchmarkNetwork.Number(arguments, 3, 3);
        string? script = arguments.Length > 4 ? arguments[4] : null;
        var ratios = new List<double>();
        Console.WriteLine($"| {Path.GetFileNameWithoutExtension(model)}, {part}, batch {batch}, {threads} thread(s) | ours img/s | peer img/s | ratio | share of peak |");
        Console.WriteLine("|---|---|---|---|---|");
        for (int round = 0; round < rounds; round++)
        {
            double peak = PeakArithmetic.Measure(threads);
            double ours = OursPerSecond(network, batch);
            double peer = script is null ? double.NaN : PeerPerSecond(script, model, (batch, threads, part));
            ratios.Add(ours / peer);
            double share = ours * network.OperationsPerPicture() / peak;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| round {round + 1} | {ours:F2} | {peer:F2} | {ours / peer:F2} | {100 * share:F0} % of {peak / 1e9:F0} GFLOP/s |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| median | | | {BenchmarkNetwork.Median(ratios):F2} | |"));
        return 0;
    }

    /// <summary>Fastest step for each size of the parts that a batch runs in, alternating.</summary>
    private static void CompareParts(TrainingNetwork network, int batch)
    {
        int[] sizes = [1, 2, 4, 8, 16];
        double[] best = [.. sizes.Select(_ => double.PositiveInfinity)];
        TrainingExecutor executor = network.Network.Programs.ExecutorFor(batch);
        Console.WriteLine(FormattableString.Invariant($"chosen: {executor.LargestUnits}"));
        for (int round = 0; round < ProfileRounds; round++)
        {
            for (int i = 0; i < sizes.Length; i++)
            {
                executor.LargestUnits = sizes[i];
                network.Step();
                long start = Stopwatch.GetTimestamp();
                network.Step();
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        foreach ((int size, double seconds) in sizes.Zip(best))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"parts of {size}: {batch / seconds:F1} images/s"));
        }
    }

    private static double PeerPerSecond(string script, string model, (int Batch, int Threads, string Part) run) => Peer.Run(
        OperatingSystem.IsWindows() ? "python" : "/usr/bin/python3",
        script,
        Path.GetFileNameWithoutExtension(model).Replace("_unfolded", "", StringComparison.Ordinal),
        FormattableString.Invariant($"{run.Batch}"),
        FormattableString.Invariant($"{run.Threads}"),
        run.Part).GetProperty("imagesPerSecond").GetDouble();

    private static double OursPerSecond(TrainingNetwork network, int batch)
    {
        network.Step();
        var times = new List<double>();
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < SecondsPerRound || times.Count < 4)
        {
            long start = Stopwatch.GetTimestamp();
            network.Step();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return batch / BenchmarkNetwork.Median(times);
    }

    private static void Profile(TrainingNetwork network, int batch, int threads)
    {
        network.Step();
        TrainingExecutor executor = network.Network.Programs.ExecutorFor(batch);
        int units = Math.Min(batch, executor.LargestUnits);
        var arena = new CpuArena(executor.Program, units, threads);
        arena.Run.Start(new CpuRunArguments(units, default, network.Input[..(network.Input.Length / batch * units)]));
        var step = new SingleStep(arena.Run);
        ThreadTeam team = ThreadTeam.Shared(threads);
        List<double>[] times = [.. executor.Program.Steps.Select(_ => new List<double>())];
        for (int round = 0; round < ProfileRounds; round++)
        {
            for (int i = 0; i < times.Length; i++)
            {
                step.Step = i;
                long start = Stopwatch.GetTimestamp();
                team.Run(step);
                times[i].Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
        }

        TrainingProfile.Print(executor, [.. times.Select(BenchmarkNetwork.Median)], units);
        TrainingProfile.PrintPhases(network, batch);
    }
}
