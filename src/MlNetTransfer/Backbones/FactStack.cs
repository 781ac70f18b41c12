using System.Globalization;
using MlNetTransfer.Graphs;

namespace MlNetTransfer.Backbones;

/// <summary>Sources of facts in order of precedence; the first that states a fact wins.</summary>
internal sealed class FactStack
{
    private readonly List<BackboneFacts> _sources = [];
    private readonly string _networkPath;

    public FactStack(string networkPath, IEnumerable<BackboneFacts?> sources)
    {
        _networkPath = networkPath;
        foreach (BackboneFacts source in sources.OfType<BackboneFacts>())
        {
            _sources.Add(source);
            if (source.Values.TryGetValue(FactNames.Preprocessing, out IReadOnlyList<string>? convention))
            {
                _sources.Add(PreprocessingConventions.Find(convention[0], source.Origin)
                    ?? throw Wrong(FactNames.Preprocessing, convention, source, PreprocessingConventions.Names));
            }
        }
    }

    /// <summary>A fact and who states it; null when nobody does.</summary>
    public (IReadOnlyList<string> Values, BackboneFacts Source)? Find(params ReadOnlySpan<string> names)
    {
        foreach (BackboneFacts source in _sources)
        {
            foreach (string name in names)
            {
                if (source.Values.TryGetValue(name, out IReadOnlyList<string>? values) && values.Count > 0 && values[0].Length > 0)
                {
                    return (values, source);
                }
            }
        }

        return null;
    }

    /// <summary>A fact that is one text; empty when nobody states it.</summary>
    public string Text(params ReadOnlySpan<string> names) => Find(names) is { } fact ? string.Join(", ", fact.Values) : "";

    /// <summary>A fact that is one of some words.</summary>
    public T? Choice<T>(string name, IReadOnlyDictionary<string, T> words)
        where T : struct =>
        Find(name) is { } fact ? Choice(name, words, fact.Source) : null;

    /// <summary>A fact of one source that is one of some words.</summary>
    public T Choice<T>(string name, IReadOnlyDictionary<string, T> words, BackboneFacts source)
        where T : struct
    {
        IReadOnlyList<string> values = source.Values[name];
        return values.Count == 1 && words.TryGetValue(values[0], out T value)
            ? value
            : throw Wrong(name, values, source, string.Join(" or ", words.Keys));
    }

    /// <summary>A fact that is a positive whole number.</summary>
    public int? Size(string name)
    {
        if (Find(name) is not { } fact)
        {
            return null;
        }

        return int.TryParse(fact.Values[0], NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value is >= 1 and <= 16_384
            ? value
            : throw Wrong(name, fact.Values, fact.Source, "1 to 16384");
    }

    /// <summary>A fact that is a number.</summary>
    public double? Number(string name)
    {
        if (Find(name) is not { } fact)
        {
            return null;
        }

        return double.TryParse(fact.Values[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw Wrong(name, fact.Values, fact.Source, "a number");
    }

    /// <summary>A fact that is three numbers, or one for all channels; and the source, since the units come from the same one.</summary>
    public (float[] Values, BackboneFacts Source)? Triple(string name)
    {
        if (Find(name) is not { } fact)
        {
            return null;
        }

        List<float> numbers = [];
        foreach (string text in fact.Values)
        {
            if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) || !float.IsFinite(number))
            {
                throw Wrong(name, fact.Values, fact.Source, "numbers");
            }

            numbers.Add(number);
        }

        return numbers.Count switch
        {
            3 => ([.. numbers], fact.Source),
            1 => ([numbers[0], numbers[0], numbers[0]], fact.Source),
            _ => throw Wrong(name, fact.Values, fact.Source, "three numbers (red, green, blue) or one"),
        };
    }

    /// <summary>The exception for a fact that makes no sense.</summary>
    public InvalidModelException Wrong(string name, IReadOnlyList<string> found, BackboneFacts source, string wanted) =>
        new($"{_networkPath}: {source.Origin} says {name} = '{string.Join(", ", found.Take(5))}', wanted {wanted}. Correct it or override it with a flag.");
}
