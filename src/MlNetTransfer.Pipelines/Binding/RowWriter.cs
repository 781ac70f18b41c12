using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Binding;

/// <summary>How rows become objects of a type: which columns are needed, and how they are filled in.</summary>
internal sealed class RowWriter
{
    private readonly List<(RowMember Member, DataViewSchema.Column Column, Func<object, object?> Convert)> _parts = [];

    public RowWriter(Type type, DataViewSchema schema, SchemaDefinition? definition, bool ignoreMissingColumns)
    {
        Dictionary<string, string>? names = definition?.ToDictionary(c => c.MemberName, c => c.ColumnName, StringComparer.Ordinal);
        foreach (RowMember member in RowMember.Of(type).Where(m => names is null || names.ContainsKey(m.MemberName)))
        {
            string name = names is null ? member.ColumnName : names[member.MemberName];
            if (schema.GetColumnOrNull(name) is not { } column)
            {
                if (!ignoreMissingColumns)
                {
                    throw new InvalidOperationException(
                        $"{type.Name}.{member.MemberName} wants column '{name}', which is not there; the columns are {schema.Names()}. Rename it with [ColumnName], mark it [NoColumn], or ignore missing columns.");
                }

                continue;
            }

            _parts.Add((member, column, ValueConversion.FromRaw(column.Type, member.MemberType) ?? throw ValueConversion.Mismatch(member, column.Type)));
        }
    }

    /// <summary>The columns to read.</summary>
    public IEnumerable<DataViewSchema.Column> Columns => _parts.Select(p => p.Column);

    /// <summary>Fills objects from a row that changes.</summary>
    public Action<object> Bind(DataViewRow row)
    {
        (RowMember Member, Func<object> Read, Func<object, object?> Convert)[] parts = [.. _parts.Select(p => (p.Member, Getters.Boxed(row, p.Column), p.Convert))];
        return target =>
        {
            foreach ((RowMember member, Func<object> read, Func<object, object?> convert) in parts)
            {
                member.Set(target, convert(read()));
            }
        };
    }
}
