using System.Globalization;

namespace PartsRenderer;

/// <summary>What the command line asks for.</summary>
internal sealed record RenderOptions
{
    /// <summary>How to call the program.</summary>
    public const string Usage = "usage: PartsRenderer OUT_DIR [--per-class N] [--test-per-class N] [--seed S] [--size PX]";

    /// <summary>Folder that gets <c>train/CLASS/NNN.jpg</c> and <c>test/CLASS/NNN.jpg</c>.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Training pictures of each class.</summary>
    public int TrainPerClass { get; init; } = 60;

    /// <summary>Test pictures of each class.</summary>
    public int TestPerClass { get; init; } = 20;

    /// <summary>Seed of the set.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Width and height of a picture in pixels.</summary>
    public int Size { get; init; } = 128;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">An option is unknown, or its value is missing or out of range.</exception>
    public static RenderOptions Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0 || arguments[0].StartsWith('-'))
        {
            throw new FormatException("The output folder is missing.");
        }

        RenderOptions options = new() { OutputFolder = arguments[0] };
        for (int i = 1; i < arguments.Count; i += 2)
        {
            string value = i + 1 < arguments.Count ? arguments[i + 1] : "";
            options = arguments[i] switch
            {
                "--per-class" => options with { TrainPerClass = Number(arguments[i], value, 0, 100_000) },
                "--test-per-class" => options with { TestPerClass = Number(arguments[i], value, 0, 100_000) },
                "--seed" => options with { Seed = Number(arguments[i], value, 0, int.MaxValue) },
                "--size" => options with { Size = Number(arguments[i], value, 16, 2048) },
                _ => throw new FormatException($"'{arguments[i]}' is not an option."),
            };
        }

        return options;
    }

    private static int Number(string option, string value, int lowest, int highest) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= lowest && number <= highest
            ? number
            : throw new FormatException(FormattableString.Invariant($"{option} takes a number from {lowest} to {highest}, got '{value}'."));
}
