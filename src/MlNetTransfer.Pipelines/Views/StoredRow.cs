namespace MlNetTransfer.Pipelines.Views;

/// <summary>The values of a row's columns, kept; those that were not asked for are null.</summary>
internal sealed record StoredRow(object?[] Values, string?[] Sources)
{
    /// <summary>Reads a view once.</summary>
    public static IEnumerable<StoredRow> ReadAll(IDataView view, IReadOnlyList<int> active)
    {
        using DataViewRowCursor cursor = view.GetRowCursor(active.Select(i => view.Schema[i]));
        Func<object>[] getters = [.. active.Select(i => Getters.Boxed(cursor, view.Schema[i]))];
        while (cursor.MoveNext())
        {
            object?[] values = new object?[view.Schema.Count];
            string?[] sources = new string?[view.Schema.Count];
            for (int i = 0; i < getters.Length; i++)
            {
                values[active[i]] = getters[i]();
                sources[active[i]] = cursor.SourceOf(active[i]);
            }

            yield return new StoredRow(values, sources);
        }
    }
}
