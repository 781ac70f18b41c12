using System.Diagnostics;
using MlNetTransfer.Datasets.Features;

namespace MlNetTransfer;

/// <summary>Turns counts into progress with a rate and an estimate of the time left.</summary>
internal sealed class ProgressMeter(string phase, IProgress<TrainingProgress>? target) : IProgress<ExtractionProgress>
{
    private readonly long _start = Stopwatch.GetTimestamp();

    public void Report(ExtractionProgress value)
    {
        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        double rate = seconds > 0 ? value.Done / seconds : 0;
        target?.Report(new TrainingProgress
        {
            Phase = phase,
            Completed = value.Done,
            Total = value.Total,
            Skipped = value.Skipped,
            ImagesPerSecond = rate,
            Remaining = rate > 0 ? TimeSpan.FromSeconds((value.Total - value.Done) / rate) : null,
        });
    }

    /// <summary>Reports a phase that counts nothing.</summary>
    public static void Announce(string phase, IProgress<TrainingProgress>? target) => target?.Report(new TrainingProgress { Phase = phase });
}
