using System.Diagnostics;
using System.Globalization;
using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;

namespace MlNetTransfer.Benchmarks.Imaging;

/// <summary>Decodes a folder's pictures on one thread, alternating with a peer that does the same, and prints the ratio of rates.</summary>
/// <remarks>Processor time, not wall time: other work on the machine then disturbs less. Ours counts all threads, collector included.</remarks>
internal static class ImagingRates
{
    private const int Side = 224;
    private const int DefaultRounds = 5;
    private const int WarmupRounds = 12;

    /// <summary>Runs <c>decode FOLDER full|job|draft [ROUNDS] [PEER-SCRIPT [PYTHON]]</c>.</summary>
    public static int Run(string folder, string mode, string[] rest)
    {
        int rounds = rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : DefaultRounds;
        byte[][] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f).ToUpperInvariant() is ".JPG" or ".JPEG" or ".PNG").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        using Process? peer = rest.Length > 1 ? Start(rest[1], rest.Length > 2 ? rest[2] : "python3", folder, mode) : null;
        double[] own = new double[rounds];
        double[] theirs = new double[rounds];
        for (int r = 0; r < WarmupRounds; r++)
        {
            _ = Measure(files, mode);
        }

        _ = peer is null ? 0 : Ask(peer);
        for (int r = 0; r < rounds; r++)
        {
            own[r] = Measure(files, mode);
            theirs[r] = peer is null ? 0 : Ask(peer);
        }

        Array.Sort(own);
        Array.Sort(theirs);
        double mine = own[rounds / 2];
        double other = theirs[rounds / 2];
        Console.WriteLine(FormattableString.Invariant(
            $"{mode,-6} {files.Length} files  own {files.Length / mine,8:0.0}/s (best {files.Length / own[0]:0.0})  peer {(other > 0 ? files.Length / other : 0),8:0.0}/s (best {(other > 0 ? files.Length / theirs[0] : 0):0.0})  ratio {other / mine:0.00}  load {Load()}"));
        return 0;
    }

    private static double Measure(byte[][] files, string mode)
    {
        ImagePreprocessing preprocessing = new() { Width = Side, Height = Side, ReducedDecoding = mode == "draft" };
        byte[] pixels = new byte[Side * Side * Image.ChannelCount];
        TimeSpan start = Environment.CpuUsage.TotalTime;
        foreach (byte[] file in files)
        {
            _ = mode == "full" ? ImageDecoder.Decode(file) : ImagePreprocessor.Decode(file, preprocessing, options: null, pixels);
        }

        return (Environment.CpuUsage.TotalTime - start).TotalSeconds;
    }

    private static Process Start(string script, string python, string folder, string mode) => Process.Start(new ProcessStartInfo(python, [script, folder, mode])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static double Ask(Process peer)
    {
        peer.StandardInput.WriteLine();
        peer.StandardInput.Flush();
        return double.Parse(peer.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
