using MlNetTransfer.Pipelines.Binding;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Data;

/// <summary>Reads single columns.</summary>
public static class ColumnCursorExtensions
{
    /// <summary>The values of a column.</summary>
    /// <typeparam name="T">Their type, as a class's member would have it: string, float[], uint.</typeparam>
    /// <param name="data">The view.</param>
    /// <param name="columnName">The column.</param>
    /// <returns>One value a row; computed while it is enumerated.</returns>
    /// <exception cref="InvalidOperationException">The column has another type.</exception>
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.GetColumn<T>(data.Schema[columnName]);
    }

    /// <summary>The values of a column.</summary>
    /// <typeparam name="T">Their type, as a class's member would have it: string, float[], uint.</typeparam>
    /// <param name="data">The view.</param>
    /// <param name="column">The column.</param>
    /// <returns>One value a row; computed while it is enumerated.</returns>
    /// <exception cref="InvalidOperationException">The column has another type.</exception>
    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        ArgumentNullException.ThrowIfNull(data);
        Func<object, object?> convert = ValueConversion.FromRaw(column.Type, typeof(T))
            ?? throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, asked for was {Getters.NameOf(typeof(T))}.");
        return Enumerate(data, column, value => (T)convert(value)!);
    }

    private static IEnumerable<T> Enumerate<T>(IDataView data, DataViewSchema.Column column, Func<object, T> convert)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        Func<object> read = Getters.Boxed(cursor, column);
        while (cursor.MoveNext())
        {
            yield return convert(read());
        }
    }
}
