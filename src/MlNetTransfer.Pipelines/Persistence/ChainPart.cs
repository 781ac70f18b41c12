using System.Globalization;
using System.Text.Json.Nodes;
using MlNetTransfer.Graphs;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Transforms;
using MlNetTransfer.Pipelines.Transforms.Image;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Persistence;

/// <summary>Reads what <see cref="ChainWriter"/> wrote. Anything else is refused with the place and what was expected.</summary>
internal sealed class ChainPart(JsonObject source, ChainSource file, string place)
{
    /// <summary>Kind of a chain inside a chain.</summary>
    public const string ChainKind = "Chain";

    private const int MaxDepth = 16;

    private static readonly Dictionary<string, Func<ChainPart, ITransformer>> Kinds = new(StringComparer.Ordinal)
    {
        [ColumnCopyingTransformer.KindName] = ColumnCopyingTransformer.Load,
        [ValueToKeyMappingTransformer.KindName] = ValueToKeyMappingTransformer.Load,
        [KeyToValueMappingTransformer.KindName] = KeyToValueMappingTransformer.Load,
        [ImageLoadingTransformer.BytesKind] = ImageLoadingTransformer.Load,
        [ImageLoadingTransformer.ImagesKind] = ImageLoadingTransformer.Load,
        [ImageResizingTransformer.KindName] = ImageResizingTransformer.Load,
        [ImagePixelExtractingTransformer.KindName] = ImagePixelExtractingTransformer.Load,
        [MulticlassPredictionTransformer<object>.KindName] = MulticlassPredictionTransformer<object>.Load,
        [ChainKind] = part => part.Chain(),
    };

    public MLContext Context => file.Context;

    public string Kind => Text("kind");

    public bool Has(string name) => source.ContainsKey(name);

    public string Text(string name) => Value<string>(name) ?? throw Wrong(name, "a text");

    public double Number(string name) => Value<double?>(name) is { } number && double.IsFinite(number) ? number : throw Wrong(name, "a number");

    public int Count(string name) => Number(name) is var number && number is >= 1 and <= int.MaxValue && number == Math.Floor(number) ? (int)number : throw Wrong(name, "a whole number from 1");

    public bool Flag(string name) => Value<bool?>(name) ?? throw Wrong(name, "true or false");

    public TEnum Name<TEnum>(string name)
        where TEnum : struct, Enum => Enum.TryParse(Text(name), out TEnum value) ? value : throw Wrong(name, string.Join(", ", Enum.GetNames<TEnum>()));

    public DataViewType Type(string name) => TypeNames.Read(Text(name)) ?? throw Wrong(name, "a column type");

    public InputOutputColumnPair Pair() => new(NotEmpty("output"), NotEmpty("input"));

    public IReadOnlyList<InputOutputColumnPair> Columns() => [.. Array("columns").Select(c => c.Pair())];

    public IReadOnlyList<ChainPart> Array(string name)
    {
        JsonArray array = source[name] as JsonArray ?? throw Wrong(name, "a list");
        return [.. array.Select((item, i) => new ChainPart(item as JsonObject ?? throw Wrong(name, "a list of objects"), file, FormattableString.Invariant($"{place}.{name}[{i}]")))];
    }

    /// <summary>Values of a column type: texts as string.</summary>
    public IReadOnlyList<object> Values(string name, DataViewType type)
    {
        JsonArray array = source[name] as JsonArray ?? throw Wrong(name, "a list");
        try
        {
            object[] values = [.. array.Select(item => Parse(item?.GetValue<string>() ?? throw Wrong(name, "a list of texts"), type))];
            return values.Length > 0 && values.Distinct().Count() == values.Length ? values : throw Wrong(name, "one value or more, all different");
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or OverflowException or InvalidCastException)
        {
            throw Wrong(name, $"values of type {type}", exception);
        }
    }

    /// <summary>What keys stand for, a vector.</summary>
    public object KeyValues(string name)
    {
        ChainPart part = new(source[name] as JsonObject ?? throw Wrong(name, "an object"), file, $"{place}.{name}");
        DataViewType type = part.Type("type");
        IReadOnlyList<object> values = part.Values("values", type);
        return type is TextDataViewType ? KeyValueVectors.OfText(values.Cast<string>()) : KeyValueVectors.Of(type.RawType, values);
    }

    /// <summary>An entry of the zip.</summary>
    public ReadOnlyMemory<byte> Attachment(string name) => file.Attachments.TryGetValue(Text(name), out byte[]? bytes) ? bytes : throw Wrong(name, "the name of an entry of the zip");

    /// <summary>The transformers of this part.</summary>
    public TransformerChain<ITransformer> Chain()
    {
        IReadOnlyList<ChainPart> parts = Array("transformers");
        return place.Split(".transformers[").Length > MaxDepth
            ? throw new InvalidModelException($"{file.Name}: {place}: chains are nested more than {MaxDepth} deep.")
            : new TransformerChain<ITransformer>(
                parts.Select(p => Kinds.TryGetValue(p.Kind, out Func<ChainPart, ITransformer>? load) ? load(p) : throw p.Wrong("kind", string.Join(", ", Kinds.Keys))),
                parts.Select(p => p.Name<TransformerScope>("scope")));
    }

    /// <summary>The exception for a value that is not what it should be.</summary>
    public InvalidModelException Wrong(string name, string expected, Exception? cause = null) => new(
        $"{file.Name}: {place}: '{name}' is {(source[name]?.ToJsonString() is { } json ? Shorten(json) : "missing")}, expected {expected}. Save the model again, or use the version that wrote it.", cause!);

    private static string Shorten(string text)
    {
        const int Longest = 80;
        return text.Length <= Longest ? text : text[..Longest] + "...";
    }

    private static object Parse(string text, DataViewType type) =>
        type is TextDataViewType ? text : Convert.ChangeType(text, type.RawType, CultureInfo.InvariantCulture);

    private string NotEmpty(string name) => Text(name) is { Length: > 0 } text ? text : throw Wrong(name, "the name of a column");

    private T? Value<T>(string name) => source[name] is JsonValue value && value.TryGetValue(out T? found) ? found : default;
}
