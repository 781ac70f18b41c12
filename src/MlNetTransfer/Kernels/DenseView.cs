namespace MlNetTransfer.Kernels;

/// <summary>A matrix of doubles inside an array: where it starts and how far apart its rows and columns are.</summary>
internal readonly record struct DenseView
{
    private DenseView(double[] values) => Values = values;

    /// <summary>The array that holds the elements.</summary>
    public double[] Values { get; }

    /// <summary>Index of element (0, 0).</summary>
    public int Offset { get; private init; }

    public int RowCount { get; private init; }

    public int ColumnCount { get; private init; }

    /// <summary>Elements from one row to the next.</summary>
    public int RowStride { get; private init; }

    /// <summary>Elements from one column to the next.</summary>
    public int ColumnStride { get; private init; }

    /// <summary>Whether the matrix is symmetric and only elements on and below its diagonal are read.</summary>
    public bool IsSymmetricLower { get; private init; }

    /// <summary>The matrix with rows and columns exchanged; no element moves.</summary>
    public DenseView Transposed => this with
    {
        RowCount = ColumnCount,
        ColumnCount = RowCount,
        RowStride = ColumnStride,
        ColumnStride = RowStride,
    };

    /// <summary>The same elements read as a symmetric matrix given by its lower triangle.</summary>
    public DenseView SymmetricLower => this with { IsSymmetricLower = true };

    /// <summary>Views an array that holds a row-major matrix.</summary>
    public static DenseView Of(double[] values, int rowCount, int columnCount) => Of(values, rowCount, columnCount, columnCount);

    /// <summary>Views an array that holds a row-major matrix with a row stride.</summary>
    public static DenseView Of(double[] values, int rowCount, int columnCount, int rowStride)
    {
        if (rowCount > 0 && checked(((rowCount - 1) * rowStride) + columnCount) > values.Length)
        {
            throw new ArgumentException($"{rowCount} x {columnCount} elements do not fit into {values.Length}.", nameof(values));
        }

        return new DenseView(values) { RowCount = rowCount, ColumnCount = columnCount, RowStride = rowStride, ColumnStride = 1 };
    }

    /// <summary>Views a part; a symmetric matrix is only cut along its diagonal.</summary>
    public DenseView Part(int row, int column, int rowCount, int columnCount)
    {
        if (row < 0 || column < 0 || row + rowCount > RowCount || column + columnCount > ColumnCount || (IsSymmetricLower && row != column))
        {
            throw new ArgumentException($"No part {rowCount} x {columnCount} at ({row}, {column}) in {RowCount} x {ColumnCount}.", nameof(row));
        }

        return this with { Offset = Index(row, column), RowCount = rowCount, ColumnCount = columnCount };
    }

    /// <summary>Index of an element in <see cref="Values"/>.</summary>
    public int Index(int row, int column) => Offset + (row * RowStride) + (column * ColumnStride);
}
