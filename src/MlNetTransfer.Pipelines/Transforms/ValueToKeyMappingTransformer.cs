using System.Globalization;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Persistence;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Transforms;

/// <summary>Turns values into keys; values that were not learnt are missing (0).</summary>
public sealed class ValueToKeyMappingTransformer : RowTransformer
{
    internal const string KindName = "MapValueToKey";

    private readonly Vocabulary[] _columns;

    internal ValueToKeyMappingTransformer(IEnumerable<Vocabulary> columns)
    {
        _columns = [.. columns];
        foreach (Vocabulary column in _columns.Where(c => c.Values.Count == 0))
        {
            throw new ArgumentException($"{KindName}: column '{column.Pair.InputColumnName}' has no values: there are no rows, or all are missing.");
        }
    }

    internal override string Kind => KindName;

    /// <summary>A value as it is kept: text as string; null when missing.</summary>
    internal static object? Normalize(object value) => value switch
    {
        ReadOnlyMemory<char> { IsEmpty: true } => null,
        ReadOnlyMemory<char> text => text.ToString(),
        float.NaN or double.NaN => null,
        _ => value,
    };

    internal static ValueToKeyMappingTransformer Load(ChainPart part) => new(part.Array("columns").Select(column => new Vocabulary(
        column.Pair(),
        column.Type("type") as PrimitiveDataViewType ?? throw column.Wrong("type", "a type of single values"),
        column.Values("values", column.Type("type")),
        column.Flag("textAnnotations"))));

    internal override IReadOnlyList<AddedColumn> Map(DataViewSchema input) => [.. _columns.Select(c => Map(input, c))];

    internal override void Save(ChainWriter writer) => writer.WriteArray("columns", _columns, (item, column) =>
    {
        item.WritePair(column.Pair);
        item.WriteType("type", column.Type);
        item.WriteValues("values", column.Values);
        item.WriteFlag("textAnnotations", column.TextAnnotations);
    });

    private AddedColumn Map(DataViewSchema input, Vocabulary vocabulary)
    {
        DataViewSchema.Column source = Require(input, vocabulary.Pair.InputColumnName, t => t.Equals(vocabulary.Type), vocabulary.Type.ToString()!);
        return new AddedColumn(vocabulary.Pair.OutputColumnName, new KeyDataViewType(typeof(uint), (ulong)vocabulary.Values.Count))
        {
            Annotations = vocabulary.Annotations,
            Dependencies = [source.Index],
            CreateGetter = row =>
            {
                Func<object> read = Getters.Boxed(row, source);
                return (ValueGetter<uint>)((ref uint key) => key = Normalize(read()) is { } value ? vocabulary.Keys.GetValueOrDefault(value) : 0);
            },
        };
    }

    /// <summary>What was learnt about a column.</summary>
    internal sealed class Vocabulary
    {
        public Vocabulary(InputOutputColumnPair pair, PrimitiveDataViewType type, IReadOnlyList<object> values, bool textAnnotations)
        {
            Pair = pair;
            Type = type;
            Values = values;
            TextAnnotations = textAnnotations;
            Keys = values.Select((value, i) => KeyValuePair.Create(value, (uint)i + 1)).ToDictionary();
            bool isText = textAnnotations || type is TextDataViewType;
            Annotations = DataViewSchema.Annotations.Of((
                DataViewSchema.Annotations.KeyValues,
                new VectorDataViewType(isText ? TextDataViewType.Instance : type, Math.Max(1, values.Count)),
                isText ? KeyValueVectors.OfText(values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)!)) : KeyValueVectors.Of(type.RawType, values)));
        }

        public InputOutputColumnPair Pair { get; }

        public PrimitiveDataViewType Type { get; }

        public IReadOnlyList<object> Values { get; }

        public bool TextAnnotations { get; }

        public Dictionary<object, uint> Keys { get; }

        public DataViewSchema.Annotations Annotations { get; }
    }
}
