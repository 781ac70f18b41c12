using System.Diagnostics;
using System.Globalization;
using MlNetTransfer.Execution;
using MlNetTransfer.Execution.Cpu;
using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Benchmarks;

/// <summary>Median time of each step of a network, run in order so that caches are as in a real run.</summary>
internal static class NetworkProfile
{
    private const int Rounds = 30;

    public static int Run(string model, string[] arguments)
    {
        int batch = BenchmarkNetwork.Number(arguments, 0, 1);
        int threads = BenchmarkNetwork.Number(arguments, 1, 1);
        Network network = BenchmarkNetwork.Load(model, threads);
        CpuExecutor executor = network.Prepared.Executor ?? throw new InvalidOperationException("The network mixes pictures; there is no single program to profile.");
        var arena = new CpuArena(executor.Program, batch, threads);
        arena.Run.Start(new CpuRunArguments(batch, default, BenchmarkNetwork.InputFor(network, batch)));
        double[] medians = Measure(executor.Program, arena, threads);
        Print(executor.Program, network.Prepared.Plan!, medians, batch);
        return 0;
    }

    private static double[] Measure(CpuProgram program, CpuArena arena, int threads)
    {
        var step = new SingleStep(arena.Run);
        ThreadTeam team = ThreadTeam.Shared(threads);
        List<double>[] times = [.. program.Steps.Select(_ => new List<double>())];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < times.Length; i++)
            {
                step.Step = i;
                long start = Stopwatch.GetTimestamp();
                team.Run(step);
                times[i].Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            }
        }

        return [.. times.Select(BenchmarkNetwork.Median)];
    }

    private static void Print(CpuProgram program, ExecutionPlan plan, double[] medians, int batch)
    {
        double total = medians.Sum();
        Dictionary<string, ConvolutionStep> convolutions = plan.Steps.OfType<ConvolutionStep>().DistinctBy(step => step.Name).ToDictionary(step => step.Name, StringComparer.Ordinal);
        for (int i = 0; i < medians.Length; i++)
        {
            CpuStep step = program.Steps[i];
            string work = "";
            if (convolutions.TryGetValue(step.Name, out ConvolutionStep? convolution))
            {
                ConvolutionShape s = convolution.Shape;
                double rate = s.Operations * (double)batch / medians[i] / 1000;
                work = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{rate,7:F1} GFLOP/s  {s.InputChannels}->{s.OutputChannels} {s.KernelHeight}x{s.KernelWidth}/{s.StrideY} g{s.Groups} @{s.InputHeight}x{s.InputWidth}");
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{i,4} {medians[i],9:F1} us {100 * medians[i] / total,5:F1} %  {step.Operation.GetType().Name,-28} {work}  {step.Name}"));
        }

        foreach (IGrouping<string, int> kind in Enumerable.Range(0, medians.Length).GroupBy(i => program.Steps[i].Operation.GetType().Name).OrderByDescending(g => g.Sum(i => medians[i])))
        {
            double sum = kind.Sum(i => medians[i]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind.Count(),4} x {kind.Key,-30} {sum,9:F1} us {100 * sum / total,5:F1} %"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sum {total / 1000:F2} ms, {batch * 1e6 / total:F1} images/s, arena {program.ArenaLength * 4L / 1048576.0:F1} MiB a picture"));
    }
}
