using System.Diagnostics;
using MlNetTransfer.Training.Events;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer;

/// <summary>Passes what a gradient training tells to progress and to log files.</summary>
internal sealed class RunLog : IDisposable
{
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly FileStream? _lines;
    private readonly FileStream? _events;
    private readonly JsonLinesLog? _json;
    private readonly TensorBoardLog? _board;
    private long _written;
    private string _phase = "";
    private long _phaseStart;
    private int _phaseSteps;

    /// <param name="folder">Folder for log files, made where it does not exist; null for none.</param>
    /// <param name="progress">Told each step; null for nobody.</param>
    public RunLog(string? folder, IProgress<TrainingProgress>? progress)
    {
        _progress = progress;
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            long seconds = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            _lines = new FileStream(Path.Combine(folder, "training.jsonl"), FileMode.Append, FileAccess.Write, FileShare.Read);
            _events = new FileStream(
                Path.Combine(folder, FormattableString.Invariant($"events.out.tfevents.{seconds}.mlnettransfer")), FileMode.Append, FileAccess.Write, FileShare.Read);
            _json = new JsonLinesLog(_lines, TimeProvider.System);
            _board = new TensorBoardLog(_events, TimeProvider.System);
        }
    }

    /// <summary>Takes an event of a training.</summary>
    /// <param name="phase">What is being trained.</param>
    /// <param name="what">The event; a training's own steps start from 1 again, the log's go on.</param>
    public void Add(string phase, TrainingEvent what)
    {
        if (phase != _phase)
        {
            (_phase, _phaseStart, _phaseSteps) = (phase, Stopwatch.GetTimestamp(), 0);
        }

        bool isStep = what.Name == "step";
        _written += isStep ? 1 : 0;
        _json?.Write(what with { Step = _written, Values = what.Values });
        _board?.Write(what with { Step = _written, Name = phase + "/" + what.Name });
        if (isStep)
        {
            Tell(what);
        }
    }

    public void Dispose()
    {
        _lines?.Dispose();
        _events?.Dispose();
    }

    private void Tell(TrainingEvent step)
    {
        _phaseSteps++;
        double seconds = Stopwatch.GetElapsedTime(_phaseStart).TotalSeconds;
        Dictionary<string, double> values = step.Values.ToDictionary();
        int total = (int)values.GetValueOrDefault("steps");
        double pictures = values.GetValueOrDefault("pictures");
        double stepsPerSecond = seconds > 0 ? _phaseSteps / seconds : 0;
        _progress?.Report(new TrainingProgress
        {
            Phase = FormattableString.Invariant($"training {_phase}, loss {values.GetValueOrDefault("loss"):F3}"),
            Completed = (int)step.Step,
            Total = total,
            ImagesPerSecond = stepsPerSecond * pictures,
            Remaining = stepsPerSecond > 0 && total > 0 ? TimeSpan.FromSeconds((total - step.Step) / stepsPerSecond) : null,
        });
    }
}
