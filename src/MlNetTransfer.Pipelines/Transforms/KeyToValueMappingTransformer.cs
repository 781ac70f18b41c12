using MlNetTransfer.Pipelines.Binding;
using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Persistence;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Transforms;

/// <summary>Turns keys into what they stand for; missing keys into empty text or 0.</summary>
public sealed class KeyToValueMappingTransformer : RowTransformer
{
    internal const string KindName = "MapKeyToValue";

    private readonly InputOutputColumnPair[] _columns;

    internal KeyToValueMappingTransformer(IEnumerable<InputOutputColumnPair> columns) => _columns = [.. columns];

    internal override string Kind => KindName;

    internal static KeyToValueMappingTransformer Load(ChainPart part) => new(part.Columns());

    internal override IReadOnlyList<AddedColumn> Map(DataViewSchema input) => [.. _columns.Select(c => Map(input, c))];

    internal override void Save(ChainWriter writer) => writer.WriteColumns(_columns);

    private AddedColumn Map(DataViewSchema input, InputOutputColumnPair pair)
    {
        DataViewSchema.Column source = Require(input, pair.InputColumnName, t => t is KeyDataViewType, "a key column; MapValueToKey makes such columns");
        object vector = source.Annotations.Find(DataViewSchema.Annotations.KeyValues)
            ?? throw new ArgumentException($"{KindName}: column '{pair.InputColumnName}' is {source.Type} and does not say what its keys stand for.");
        Type item = vector.GetType().GetGenericArguments()[0];
        IReadOnlyList<object> values = KeyValueVectors.Items(vector);
        object missing = Activator.CreateInstance(item)!;
        return new AddedColumn(pair.OutputColumnName, ValueConversion.PrimitiveOf(item)!)
        {
            Dependencies = [source.Index],
            CreateGetter = row =>
            {
                ValueGetter<uint> read = row.GetGetter<uint>(source);
                return Getters.FromBoxed(item, () =>
                {
                    uint key = 0;
                    read(ref key);
                    return key >= 1 && key <= values.Count ? values[(int)key - 1] : missing;
                });
            },
        };
    }
}
