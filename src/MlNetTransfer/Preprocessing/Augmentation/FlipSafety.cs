using System.Text.RegularExpressions;

namespace MlNetTransfer.Preprocessing.Augmentation;

/// <summary>Finds classes whose meaning a mirror image may change, from their names alone.</summary>
public static partial class FlipSafety
{
    private static readonly HashSet<string> Sides = new(StringComparer.OrdinalIgnoreCase)
    {
        "left", "right", "lhs", "rhs", "leftward", "rightward", "lefthand", "righthand", "clockwise", "counterclockwise", "anticlockwise", "cw", "ccw", "east", "west", "starboard",
    };

    private static readonly HashSet<string> Heights = new(StringComparer.OrdinalIgnoreCase)
    {
        "up", "down", "top", "bottom", "upper", "lower", "upward", "downward", "north", "south", "upside", "inverted", "upright",
    };

    private static readonly HashSet<string> Writing = new(StringComparer.OrdinalIgnoreCase)
    {
        "text", "letter", "letters", "digit", "digits", "character", "characters", "alphabet", "word", "words", "number", "numbers", "handwriting", "handwritten", "arrow", "sign", "plate", "clock",
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    };

    /// <summary>Checks the names of the classes.</summary>
    /// <param name="options">What may happen.</param>
    /// <param name="classNames">Names of all classes.</param>
    /// <returns>One sentence for each concern; none where no flip is on or nothing looks wrong.</returns>
    public static IReadOnlyList<string> FindConcerns(AugmentationOptions options, IEnumerable<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(classNames);
        string[] names = [.. classNames];
        string flips = (options.HorizontalFlip > 0, options.VerticalFlip > 0) switch
        {
            (true, true) => $"{nameof(options.HorizontalFlip)} and {nameof(options.VerticalFlip)}",
            (true, false) => nameof(options.HorizontalFlip),
            (false, true) => nameof(options.VerticalFlip),
            _ => "",
        };
        List<string> concerns = [];
        if (options.HorizontalFlip > 0)
        {
            Add(concerns, names.Where(n => HasWord(n, Sides)), "name a side", $"Set {nameof(options.HorizontalFlip)} to 0");
        }

        if (options.VerticalFlip > 0)
        {
            Add(concerns, names.Where(n => HasWord(n, Heights)), "name above or below", $"Set {nameof(options.VerticalFlip)} to 0");
        }

        if (flips.Length > 0)
        {
            AddWriting(concerns, names, $"Set {flips} to 0");
        }

        return concerns;
    }

    /// <summary>Checks the names of the classes for views that are averaged in prediction; all kinds but <see cref="TestTimeAugmentation.None"/> have mirror images.</summary>
    /// <param name="views">Which views.</param>
    /// <param name="classNames">Names of all classes.</param>
    /// <returns>One sentence for each concern; none where nothing looks wrong.</returns>
    public static IReadOnlyList<string> FindConcerns(TestTimeAugmentation views, IEnumerable<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        List<string> concerns = [];
        if (views != TestTimeAugmentation.None)
        {
            const string Advice = "Leave test-time augmentation out";
            string[] names = [.. classNames];
            Add(concerns, names.Where(n => HasWord(n, Sides)), "name a side", Advice);
            AddWriting(concerns, names, Advice);
        }

        return concerns;
    }

    private static void AddWriting(List<string> concerns, string[] names, string advice)
    {
        Add(concerns, names.Where(IsCharacter), "look like single letters or digits", advice);
        Add(concerns, names.Where(n => !IsCharacter(n) && HasWord(n, Writing)), "look like writing or signs", advice);
    }

    private static void Add(List<string> concerns, IEnumerable<string> found, string what, string advice)
    {
        string[] names = [.. found];
        if (names.Length > 0)
        {
            string shown = string.Join(", ", names.Take(4).Select(n => $"'{n}'")) + (names.Length > 4 ? ", ..." : "");
            concerns.Add($"Classes {shown} {what}; a mirror image may belong to another class. {advice} unless mirror images keep their class.");
        }
    }

    private static bool HasWord(string name, HashSet<string> words) => WordPattern().Matches(name).Any(m => words.Contains(m.Value));

    /// <summary>One letter or digit, alone or after a word such as in <c>digit_7</c> or <c>class-B</c>.</summary>
    private static bool IsCharacter(string name) => CharacterPattern().IsMatch(name.Trim());

    [GeneratedRegex(@"\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})")]
    private static partial Regex WordPattern();

    [GeneratedRegex(@"^(?:(?:digit|number|letter|char|character)s?[ _\-.]?)?[\p{L}\p{Nd}]$", RegexOptions.IgnoreCase)]
    private static partial Regex CharacterPattern();
}
