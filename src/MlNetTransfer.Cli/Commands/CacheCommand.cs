using System.CommandLine;
using System.Globalization;
using MlNetTransfer.Cli.Output;
using MlNetTransfer.Datasets.Caching;

namespace MlNetTransfer.Cli.Commands;

/// <summary><c>cache info|clear</c>: the features kept between runs.</summary>
internal static class CacheCommand
{
    public static Command Create()
    {
        Command info = CommonOptions.Command("info", "Where the feature cache is and what it holds.", CommonOptions.Cache);
        CommandAction.Set(info, Info);
        Command clear = CommonOptions.Command("clear", "Delete all cached features.", CommonOptions.Cache);
        CommandAction.Set(clear, Clear);
        return new Command("cache", "Features of pictures that were seen before, so that a second training is instant.") { info, clear };
    }

    private static int Info(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        FeatureCacheDescription d = Open(parsed).Describe();
        SortedDictionary<string, string> facts = new(StringComparer.Ordinal)
        {
            ["folder"] = d.Folder ?? "none",
            ["bytes"] = d.Bytes.ToString("N0", CultureInfo.InvariantCulture),
            ["limit"] = d.MaxBytes.ToString("N0", CultureInfo.InvariantCulture),
            ["files"] = d.FileCount.ToString("N0", CultureInfo.InvariantCulture),
            ["networks"] = d.NetworkCount.ToString("N0", CultureInfo.InvariantCulture),
            ["features"] = d.VectorCount.ToString("N0", CultureInfo.InvariantCulture),
        };
        Show(parsed, "mlnet-transfer/cache/1", facts);
        return ExitCodes.Success;
    }

    private static int Clear(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        long bytes = Open(parsed).Clear();
        Show(parsed, "mlnet-transfer/cache/1", new Dictionary<string, string> { ["deleted bytes"] = bytes.ToString("N0", CultureInfo.InvariantCulture) });
        return ExitCodes.Success;
    }

    private static void Show(ParseResult parsed, string schema, IReadOnlyDictionary<string, string> facts)
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            CommandSupport.WriteJson(new FactsDocument(schema, facts), DocumentJson.Default.FactsDocument);
        }
        else
        {
            Tables.Facts(facts);
        }
    }

    private static FeatureCache Open(ParseResult parsed) => new(new FeatureCacheOptions { Folder = parsed.GetValue(CommonOptions.Cache)?.FullName });
}
