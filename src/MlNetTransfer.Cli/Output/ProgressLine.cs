using System.Diagnostics;
using System.Globalization;

namespace MlNetTransfer.Cli.Output;

/// <summary>Progress of a long command on standard error: one line that is rewritten on a terminal, a line every ten seconds elsewhere.</summary>
internal sealed class ProgressLine(Terminal terminal) : IProgress<TrainingProgress>
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly bool _rewrite = !Console.IsErrorRedirected;
    private long _last;
    private TrainingProgress _shown;
    private int _length;

    public void Report(TrainingProgress value)
    {
        if (terminal.Quiet)
        {
            return;
        }

        lock (_lock)
        {
            bool finished = value.Total > 0 && value.Completed >= value.Total;
            TimeSpan interval = _rewrite ? TerminalInterval : LogInterval;
            if (_last != 0 && !finished && Stopwatch.GetElapsedTime(_last) < interval)
            {
                return;
            }

            _last = Stopwatch.GetTimestamp();
            if (finished && (value.Phase, value.Completed, value.Total) == (_shown.Phase, _shown.Completed, _shown.Total))
            {
                return;
            }

            _shown = value;
            Write(Format(value), finished);
        }
    }

    private static string Format(TrainingProgress p)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        string count = p.Total > 0 ? string.Create(c, $" {p.Completed:N0}/{p.Total:N0}") : "";
        string rate = p.ImagesPerSecond > 0 ? string.Create(c, $", {p.ImagesPerSecond:N0} images/s") : "";
        string left = p.Remaining is { } r && r > TimeSpan.Zero ? string.Create(c, $", {r:hh\\:mm\\:ss} left") : "";
        string skipped = p.Skipped > 0 ? string.Create(c, $", {p.Skipped:N0} skipped") : "";
        return p.Phase + count + rate + left + skipped;
    }

    private void Write(string line, bool finished)
    {
        if (!_rewrite)
        {
            Console.Error.WriteLine(line);
            return;
        }

        Console.Error.Write('\r' + line.PadRight(_length) + (finished ? Environment.NewLine : ""));
        _length = finished ? 0 : line.Length;
    }
}
