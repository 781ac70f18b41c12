using System.Diagnostics;
using System.Globalization;
using MlNetTransfer.Execution.Cpu;
using MlNetTransfer.Execution.Gradients;
using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Kernels;

namespace MlNetTransfer.Benchmarks;

/// <summary>Prints where the time of a training step goes.</summary>
internal static class TrainingProfile
{
    public static void Print(TrainingExecutor executor, double[] medians, int units)
    {
        CpuProgram program = executor.Program;
        double total = medians.Sum();
        Dictionary<string, ConvolutionShape> shapes = executor.Plan.Plan.Steps.OfType<ConvolutionStep>().DistinctBy(step => step.Name).ToDictionary(step => step.Name, step => step.Shape);
        for (int i = 0; i < medians.Length; i++)
        {
            CpuStep step = program.Steps[i];
            string work = "";
            if (shapes.TryGetValue(step.Name, out ConvolutionShape s))
            {
                double rate = s.Operations * (double)units / medians[i] / 1000;
                work = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{rate,7:F1} GFLOP/s  {s.InputChannels}->{s.OutputChannels} {s.KernelHeight}x{s.KernelWidth}/{s.StrideY} g{s.Groups} @{s.InputHeight}x{s.InputWidth}");
            }

            string mark = i == program.Training!.BackwardStart ? "--- backward ---\n" : "";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{mark}{i,4} {medians[i],9:F1} us {100 * medians[i] / total,5:F1} %  {step.Operation.GetType().Name,-28} {work}  {step.Name}"));
        }

        foreach (IGrouping<string, int> kind in Enumerable.Range(0, medians.Length).GroupBy(i => program.Steps[i].Operation.GetType().Name).OrderByDescending(g => g.Sum(i => medians[i])))
        {
            double sum = kind.Sum(i => medians[i]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind.Count(),4} x {kind.Key,-30} {sum,9:F1} us {100 * sum / total,5:F1} %"));
        }

        double forward = medians.Take(program.Training!.BackwardStart).Sum();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"sum {total / 1000:F2} ms for {units} picture(s), forward {forward / 1000:F2} ms, {units * 1e6 / total:F1} images/s, arena {program.ArenaLength * 4L / 1048576.0:F1} MiB a picture"));
    }

    /// <summary>The parts of a whole step.</summary>
    public static void PrintPhases(TrainingNetwork network, int batch)
    {
        for (int round = 0; round < 3; round++)
        {
            long start = Stopwatch.GetTimestamp();
            network.Network.ParametersChanged();
            network.Network.Programs.Refresh(batch);
            double refresh = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            start = Stopwatch.GetTimestamp();
            network.Network.Programs.Fold();
            double fold = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            start = Stopwatch.GetTimestamp();
            network.Step();
            double whole = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"packing {refresh:F1} ms, folding gradients {fold:F1} ms, whole step {whole:F1} ms, {batch * 1000 / whole:F1} images/s"));
        }
    }
}
