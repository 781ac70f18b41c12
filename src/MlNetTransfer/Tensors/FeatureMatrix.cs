namespace MlNetTransfer.Tensors;

/// <summary>Embedding vectors, one a row: what a backbone makes of pictures, and what a head learns from.</summary>
/// <remarks><b>Shape</b>: [rows, columns], row-major floats.</remarks>
public sealed class FeatureMatrix
{
    /// <summary>Takes over values.</summary>
    /// <param name="rowCount">Number of vectors.</param>
    /// <param name="columnCount">Length of each vector, 1 or more.</param>
    /// <param name="values">rowCount x columnCount floats; not copied.</param>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    public FeatureMatrix(int rowCount, int columnCount, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columnCount);
        if (values.Length != checked((long)rowCount * columnCount))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{rowCount} rows of {columnCount} take {(long)rowCount * columnCount} values, got {values.Length}."), nameof(values));
        }

        RowCount = rowCount;
        ColumnCount = columnCount;
        Values = values;
    }

    /// <summary>Makes a matrix of zeros.</summary>
    /// <param name="rowCount">Number of vectors.</param>
    /// <param name="columnCount">Length of each vector, 1 or more.</param>
    public FeatureMatrix(int rowCount, int columnCount)
        : this(rowCount, columnCount, new float[checked(rowCount * columnCount)])
    {
    }

    /// <summary>Number of vectors.</summary>
    public int RowCount { get; }

    /// <summary>Length of each vector.</summary>
    public int ColumnCount { get; }

    /// <summary>All values, row by row.</summary>
    public Memory<float> Values { get; }

    /// <summary>One vector.</summary>
    /// <param name="index">Row.</param>
    /// <returns>A view of its values.</returns>
    public Span<float> Row(int index) => Values.Span.Slice(checked(index * ColumnCount), ColumnCount);

    /// <summary>Copies some vectors.</summary>
    /// <param name="rows">Which, in the order wanted.</param>
    /// <returns>A matrix of these.</returns>
    internal FeatureMatrix Rows(IReadOnlyList<int> rows)
    {
        FeatureMatrix some = new(rows.Count, ColumnCount);
        for (int i = 0; i < rows.Count; i++)
        {
            Row(rows[i]).CopyTo(some.Row(i));
        }

        return some;
    }
}
