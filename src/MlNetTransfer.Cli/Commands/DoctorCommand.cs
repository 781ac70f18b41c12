using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using MlNetTransfer.Cli.Output;
using MlNetTransfer.Datasets.Caching;
using MlNetTransfer.Execution;
using MlNetTransfer.Imaging;

namespace MlNetTransfer.Cli.Commands;

/// <summary><c>doctor</c>: what this machine offers, and whether the engine works on it.</summary>
internal static class DoctorCommand
{
    private const int ComputedSize = 160;

    public static Command Create()
    {
        Command command = CommonOptions.Command("doctor", "Show what this machine offers and check that the engine works on it.", CommonOptions.Cache);
        CommandAction.Set(command, Run);
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        FeatureCacheDescription cache = new FeatureCache(new FeatureCacheOptions { Folder = parsed.GetValue(CommonOptions.Cache)?.FullName }).Describe();
        Dictionary<string, string> facts = new()
        {
            ["version"] = typeof(ImageClassifier).Assembly.GetName().Version?.ToString(3) ?? "",
            ["framework"] = RuntimeInformation.FrameworkDescription,
            ["system"] = RuntimeInformation.OSDescription,
            ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
            ["processors"] = Environment.ProcessorCount.ToString(c),
            ["vector instructions"] = Network.Instructions,
            ["memory for this process"] = string.Create(c, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 20):N0} MiB"),
            ["feature cache"] = cache.Folder ?? "none (no writable folder)",
            ["check"] = Check(),
        };
        if (parsed.GetValue(CommonOptions.Json))
        {
            CommandSupport.WriteJson(new FactsDocument("mlnet-transfer/doctor/1", facts), DocumentJson.Default.FactsDocument);
        }
        else
        {
            Tables.Facts(facts);
        }

        return ExitCodes.Success;
    }

    /// <summary>Runs the built-in backbone on a computed picture, twice, and compares.</summary>
    private static string Check()
    {
        long start = Stopwatch.GetTimestamp();
        ImageEmbedder embedder = new();
        Image picture = new(ComputedSize, ComputedSize);
        for (int i = 0; i < picture.Pixels.Length; i++)
        {
            picture.Pixels.Span[i] = (byte)(i * i / ComputedSize);
        }

        float[] features = embedder.Embed(picture);
        bool isRepeatable = features.AsSpan().SequenceEqual(embedder.Embed(picture));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the built-in backbone gives {features.Length} features, {(isRepeatable ? "the same to the bit when repeated" : "DIFFERENT ones when repeated: please report this")}, in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
    }
}
