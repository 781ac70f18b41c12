using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using MlNetTransfer.Datasets.Caching;
using MlNetTransfer.Preprocessing.Augmentation;

namespace MlNetTransfer.Cli;

/// <summary>Options that several commands share; each is described once.</summary>
internal static class CommonOptions
{
    public static readonly Option<bool> Json = new("--json") { Description = "Print one JSON document instead of tables." };

    public static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "No progress and no hints." };

    public static readonly Option<bool> Verbose = new("--verbose") { Description = "Show stack traces of errors." };

    public static readonly Option<int> Threads = new("--threads") { Description = "Number of threads; 0 for all processors. Never changes an answer." };

    public static readonly Option<bool> Precise = new("--precise") { Description = "Plain convolutions only (no Winograd): slower, a little less rounding." };

    public static readonly Option<bool> FastDecode = new("--fast-decode") { Description = "Decode large JPEGs at 1/2, 1/4 or 1/8 where that is enough: faster, slightly other pixels." };

    public static readonly Option<DirectoryInfo?> Cache = new("--cache") { Description = "Folder of the feature cache; default: per user." };

    public static readonly Option<bool> NoCache = new("--no-cache") { Description = "Neither read nor write the feature cache." };

    public static readonly Option<bool> AcceptDamaged = new("--accept-damaged") { Description = "Use pictures that are damaged but decodable; default: skip and report them." };

    public static readonly Option<double> MaxSkipped = new("--max-skipped")
    {
        Description = "Share of pictures that may be skipped before the command fails, 0 to 1.",
        DefaultValueFactory = _ => 0.1,
    };

    public static readonly Option<int> Top = new("--top") { Description = "Number of classes to show.", DefaultValueFactory = _ => 3 };

    public static readonly Option<TestTimeAugmentation> TestTime = new("--test-time")
    {
        Description = $"Average the answers for several views of each picture, which costs as many times as much: {ViewNames}.",
        CustomParser = ParseViews,
    };

    /// <summary>Options of commands that read sets of pictures.</summary>
    public static IReadOnlyList<Option> Reading { get; } = [Threads, Cache, NoCache, AcceptDamaged, MaxSkipped];

    /// <summary>How sets of pictures are read, from <see cref="Reading"/>.</summary>
    public static PictureReadingOptions ReadingOptions(ParseResult parsed) => new()
    {
        AcceptDamaged = parsed.GetValue(AcceptDamaged),
        MaxSkippedFraction = InRange(parsed.GetValue(MaxSkipped), 0, 1, "--max-skipped"),
        ThreadCount = ThreadCount(parsed),
        Cache = parsed.GetValue(NoCache) ? null : new FeatureCacheOptions { Folder = parsed.GetValue(Cache)?.FullName },
    };

    /// <summary>How single pictures are read and answered.</summary>
    public static PredictionOptions PredictionOptions(ParseResult parsed) => new()
    {
        TopCount = (int)InRange(parsed.GetValue(Top), 0, int.MaxValue, "--top"),
        AcceptDamaged = parsed.GetValue(AcceptDamaged),
        TestTimeAugmentation = parsed.GetValue(TestTime),
        ThreadCount = ThreadCount(parsed),
    };

    /// <summary>Number of threads, 0 for all processors.</summary>
    public static int ThreadCount(ParseResult parsed) => (int)InRange(parsed.GetValue(Threads), 0, 1024, "--threads");

    /// <summary>Makes a command that takes the options every command takes.</summary>
    public static Command Command(string name, string description, params ReadOnlySpan<Symbol> symbols)
    {
        Command command = new(name, description);
        foreach (Symbol symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument:
                    command.Arguments.Add(argument);
                    break;
                case Option option:
                    command.Options.Add(option);
                    break;
                case Command child:
                    command.Subcommands.Add(child);
                    break;
            }
        }

        command.Options.Add(Json);
        command.Options.Add(Quiet);
        command.Options.Add(Verbose);
        return command;
    }

    private static string ViewNames => string.Join(
        ", ", Enum.GetValues<TestTimeAugmentation>().Select(v => FormattableString.Invariant($"{NameOf(v)} ({TestTimeViews.Of(v).Count})")));

    /// <summary>The name on the command line.</summary>
    public static string NameOf(TestTimeAugmentation views) => JsonNamingPolicy.KebabCaseLower.ConvertName(views.ToString());

    private static TestTimeAugmentation ParseViews(ArgumentResult result)
    {
        string text = result.Tokens[0].Value.Trim();
        foreach (TestTimeAugmentation views in Enum.GetValues<TestTimeAugmentation>())
        {
            if (text.Equals(NameOf(views), StringComparison.OrdinalIgnoreCase))
            {
                return views;
            }
        }

        result.AddError($"There are no views '{text}'; expected {ViewNames}.");
        return default;
    }

    private static double InRange(double value, double low, double high, string option) =>
        value >= low && value <= high
            ? value
            : throw new UsageException(FormattableString.Invariant($"{option} is {value}; expected {low} to {high}."));
}
