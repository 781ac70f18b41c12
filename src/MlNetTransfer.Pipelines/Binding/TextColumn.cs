using System.Reflection;
using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines.Binding;

/// <summary>A column of a text file: by place, or by its name in the header.</summary>
internal sealed record TextColumn(string Name, DataViewType Type, int Start, int End, string? Header)
{
    public static IReadOnlyList<TextColumn> Of(Type type)
    {
        List<TextColumn> columns = [];
        foreach (RowMember member in RowMember.Of(type))
        {
            LoadColumnAttribute? place = member.Member.GetCustomAttribute<LoadColumnAttribute>();
            LoadColumnNameAttribute? name = member.Member.GetCustomAttribute<LoadColumnNameAttribute>();
            if (place is null && name is null)
            {
                continue;
            }

            (int start, int end) = (place?.Start ?? 0, place?.End ?? 0);
            DataViewType column = member.ColumnType() is VectorDataViewType vector ? new VectorDataViewType(vector.ItemType, end - start + 1) : member.ColumnType();
            columns.Add(column is KeyDataViewType
                ? throw new ArgumentException($"{type.Name}.{member.MemberName}: keys are not read from text; read the text and make keys with MapValueToKey.")
                : new TextColumn(member.ColumnName, column, start, end, name?.ColumnName));
        }

        return columns.Count > 0 ? columns : throw new ArgumentException($"{type.Name}: no field or property has [LoadColumn] or [LoadColumnName].");
    }
}
