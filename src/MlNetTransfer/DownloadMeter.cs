using System.Globalization;
using MlNetTransfer.Backbones.Published;

namespace MlNetTransfer;

/// <summary>Tells about a download as about any other phase; counted in MiB, so that large files fit the counters.</summary>
internal sealed class DownloadMeter(IProgress<TrainingProgress> progress) : IProgress<DownloadProgress>
{
    private const int Mebibyte = 1 << 20;

    private long _told = -1;

    public void Report(DownloadProgress value)
    {
        long done = value.BytesDone / Mebibyte;
        bool isWhole = value.BytesDone == value.BytesTotal;
        if (Interlocked.Exchange(ref _told, done) == done && !isWhole)
        {
            return;
        }

        progress.Report(new TrainingProgress
        {
            Phase = string.Create(CultureInfo.InvariantCulture, $"downloading {value.Name} (MiB)"),
            Completed = (int)(isWhole ? Whole(value.BytesDone) : done),
            Total = value.BytesTotal is { } total ? (int)Whole(total) : 0,
        });
    }

    private static long Whole(long bytes) => (bytes + Mebibyte - 1) / Mebibyte;
}
