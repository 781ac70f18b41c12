namespace MlNetTransfer.Pipelines.Data;

/// <summary>Names of keys and of places in vectors.</summary>
public static class SchemaAnnotationsExtensions
{
    /// <summary>Whether a vector column has names for its places.</summary>
    /// <param name="column">The column.</param>
    /// <returns>True when <see cref="GetSlotNames"/> works.</returns>
    public static bool HasSlotNames(this DataViewSchema.Column column) => column.Annotations.Find(DataViewSchema.Annotations.SlotNames) is not null;

    /// <summary>Names of a vector's places.</summary>
    /// <param name="column">The column.</param>
    /// <param name="slotNames">Receives the names; all empty where there are none.</param>
    public static void GetSlotNames(this DataViewSchema.Column column, ref VBuffer<ReadOnlyMemory<char>> slotNames)
    {
        int size = column.Type is VectorDataViewType vector ? vector.Size : 0;
        slotNames = column.Annotations.Find(DataViewSchema.Annotations.SlotNames) is VBuffer<ReadOnlyMemory<char>> names
            ? names
            : new VBuffer<ReadOnlyMemory<char>>(size, new ReadOnlyMemory<char>[size]);
    }

    /// <summary>Whether a key column says what its keys stand for.</summary>
    /// <param name="column">The column.</param>
    /// <returns>True when <see cref="GetKeyValues"/> works.</returns>
    public static bool HasKeyValues(this DataViewSchema.Column column) => column.Annotations.Find(DataViewSchema.Annotations.KeyValues) is not null;

    /// <summary>What keys stand for: the value at place i belongs to key i + 1.</summary>
    /// <typeparam name="TValue">Type of the values, such as <c>ReadOnlyMemory&lt;char&gt;</c>.</typeparam>
    /// <param name="column">The column.</param>
    /// <param name="keyValues">Receives the values.</param>
    /// <exception cref="InvalidOperationException">The column has no key values, or of another type.</exception>
    public static void GetKeyValues<TValue>(this DataViewSchema.Column column, ref VBuffer<TValue> keyValues)
    {
        object? found = column.Annotations.Find(DataViewSchema.Annotations.KeyValues);
        keyValues = found switch
        {
            VBuffer<TValue> values => values,
            null => throw new InvalidOperationException($"Column '{column.Name}' is {column.Type} and has no key values. MapValueToKey makes columns that have."),
            _ => throw new InvalidOperationException(
                $"The key values of column '{column.Name}' are {found.GetType().GetGenericArguments()[0].Name}, asked for was {typeof(TValue).Name}."),
        };
    }
}
