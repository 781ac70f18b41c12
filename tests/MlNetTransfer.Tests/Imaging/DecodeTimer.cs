using System.Diagnostics;
using MlNetTransfer.Imaging;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>How long a decode takes, on machines that are busy with other things too.</summary>
internal static class DecodeTimer
{
    private const int Attempts = 4;

    /// <summary>Longest time allowed for one picture.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Shortest time of some attempts; one is enough when it is within the limit. A picture that hangs is slow each time, a thread that had to wait is not.</summary>
    public static TimeSpan Measure(byte[] data, DecodeOptions? options, TimeSpan first)
    {
        TimeSpan best = first;
        for (int i = 1; i < Attempts && best > Limit; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            ImageDecoder.Decode(data, options);
            best = watch.Elapsed < best ? watch.Elapsed : best;
        }

        return best;
    }
}
