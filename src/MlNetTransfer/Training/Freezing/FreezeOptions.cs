using System.Globalization;

namespace MlNetTransfer.Training.Freezing;

/// <summary>What is to move: a mode and what it needs.</summary>
public sealed record FreezeOptions
{
    private const string LastPrefix = "last-";

    /// <summary>Which parts.</summary>
    /// <value>The default value is <see cref="FreezeMode.All"/>.</value>
    public FreezeMode Mode { get; init; } = FreezeMode.All;

    /// <summary>Number of blocks for <see cref="FreezeMode.LastBlocks"/>.</summary>
    /// <value>1 or more. The default value is 3.</value>
    public int LastBlocks { get; init; } = 3;

    /// <summary>Names or labels of blocks for <see cref="FreezeMode.Blocks"/>, as <c>inspect</c> lists them.</summary>
    /// <value>The default value is empty.</value>
    public IReadOnlyList<string> Blocks { get; init; } = [];

    /// <summary>Reads what people write: <c>head</c>, <c>norm-and-bias</c>, <c>last-3</c>, <c>all</c>, or block names with commas between.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentException">The text is none of these.</exception>
    public static FreezeOptions Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        string word = text.Trim();
        return word.ToUpperInvariant() switch
        {
            "HEAD" => new FreezeOptions { Mode = FreezeMode.Head },
            "NORM-AND-BIAS" => new FreezeOptions { Mode = FreezeMode.NormAndBias },
            "ALL" => new FreezeOptions { Mode = FreezeMode.All },
            _ when word.StartsWith(LastPrefix, StringComparison.OrdinalIgnoreCase) => new FreezeOptions { Mode = FreezeMode.LastBlocks, LastBlocks = Count(word) },
            _ => new FreezeOptions { Mode = FreezeMode.Blocks, Blocks = word.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) },
        };
    }

    /// <summary>The same as text.</summary>
    /// <returns>What <see cref="Parse"/> reads.</returns>
    public override string ToString() => Mode switch
    {
        FreezeMode.Head => "head",
        FreezeMode.NormAndBias => "norm-and-bias",
        FreezeMode.LastBlocks => FormattableString.Invariant($"{LastPrefix}{LastBlocks}"),
        FreezeMode.Blocks => string.Join(',', Blocks),
        _ => "all",
    };

    private static int Count(string word) =>
        int.TryParse(word.AsSpan(LastPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw new ArgumentException($"'{word}': the number of blocks must be 1 or more, such as last-3.");
}
