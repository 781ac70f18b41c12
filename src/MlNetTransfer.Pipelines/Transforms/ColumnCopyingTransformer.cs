using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Persistence;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Transforms;

/// <summary>Copies columns, annotations included.</summary>
public sealed class ColumnCopyingTransformer : RowTransformer
{
    internal const string KindName = "CopyColumns";

    private readonly InputOutputColumnPair[] _columns;

    internal ColumnCopyingTransformer(IEnumerable<InputOutputColumnPair> columns) => _columns = [.. columns];

    internal override string Kind => KindName;

    internal static ColumnCopyingTransformer Load(ChainPart part) => new(part.Columns());

    internal override IReadOnlyList<AddedColumn> Map(DataViewSchema input) =>
    [
        .. _columns.Select(pair =>
        {
            DataViewSchema.Column source = Require(input, pair.InputColumnName);
            return new AddedColumn(pair.OutputColumnName, source.Type)
            {
                Annotations = source.Annotations,
                Dependencies = [source.Index],
                CreateGetter = row => Getters.Forward(row, source),
                SourceOf = row => row.SourceOf(source.Index),
            };
        }),
    ];

    internal override void Save(ChainWriter writer) => writer.WriteColumns(_columns);
}
