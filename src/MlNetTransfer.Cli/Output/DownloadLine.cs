using MlNetTransfer.Backbones.Published;

namespace MlNetTransfer.Cli.Output;

/// <summary>Progress of a download on the line of any other progress, in MiB.</summary>
internal sealed class DownloadLine(ProgressLine line) : IProgress<DownloadProgress>
{
    private const double Mebibyte = 1 << 20;

    public void Report(DownloadProgress value) => line.Report(new TrainingProgress
    {
        Phase = $"downloading {value.Name} (MiB)",
        Completed = (int)Math.Ceiling(value.BytesDone / Mebibyte),
        Total = (int)Math.Ceiling((value.BytesTotal ?? 0) / Mebibyte),
    });
}
