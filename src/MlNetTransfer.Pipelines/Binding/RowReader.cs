using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines.Binding;

/// <summary>How objects of a type become rows: a schema, and a reader of each column.</summary>
internal sealed class RowReader
{
    private RowReader(DataViewSchema schema, IReadOnlyList<Func<object, object>> readers)
    {
        Schema = schema;
        Readers = readers;
    }

    public DataViewSchema Schema { get; }

    public IReadOnlyList<Func<object, object>> Readers { get; }

    /// <summary>Columns by the definition, or by the type's own fields and properties.</summary>
    public static RowReader Create(Type type, SchemaDefinition? definition)
    {
        Dictionary<string, RowMember> members = RowMember.Of(type).ToDictionary(m => m.MemberName, StringComparer.Ordinal);
        List<DataViewSchema.DetachedColumn> columns = [];
        List<Func<object, object>> readers = [];
        foreach (SchemaDefinition.Column column in definition ?? SchemaDefinition.Create(type))
        {
            if (!members.TryGetValue(column.MemberName, out RowMember? member))
            {
                throw new ArgumentException($"{type.Name} has no public field or property '{column.MemberName}'; it has {string.Join(", ", members.Keys)}.", nameof(definition));
            }

            columns.Add(new DataViewSchema.DetachedColumn(column.ColumnName, column.ColumnType, column.ToAnnotations()));
            readers.Add(ValueConversion.ToRaw(member, column.ColumnType));
        }

        return new RowReader(new DataViewSchema(columns), readers);
    }

    /// <summary>Columns as a schema says, found by name in the type's fields and properties.</summary>
    public static RowReader Create(Type type, DataViewSchema schema)
    {
        Dictionary<string, RowMember> members = RowMember.Of(type).ToDictionary(m => m.ColumnName, StringComparer.Ordinal);
        List<Func<object, object>> readers = [];
        foreach (DataViewSchema.Column column in schema)
        {
            readers.Add(members.TryGetValue(column.Name, out RowMember? member)
                ? ValueConversion.ToRaw(member, column.Type)
                : throw new ArgumentException(
                    $"The schema has column '{column.Name}', and {type.Name} has no such field or property; it has {string.Join(", ", members.Keys)}.", nameof(schema)));
        }

        return new RowReader(schema, readers);
    }
}
