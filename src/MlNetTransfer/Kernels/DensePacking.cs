using System.Runtime.CompilerServices;

namespace MlNetTransfer.Kernels;

// Copies parts of matrices into the order in which DenseTile reads them; what lies outside the matrix becomes 0.
// Left operand: [k][6] for 6 rows. Right operand: [k][16] for 16 columns. k runs over the depth that the two share.
internal static class DensePacking
{
    /// <summary>Packs rows [row, row + 6) and depths [depth, depth + count) of the left operand as [k][6].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackLeft(in DenseView source, int row, int depth, int count, Span<double> target)
    {
        int rows = Math.Min(DenseTile.Rows, source.RowCount - row);
        if (rows < DenseTile.Rows)
        {
            target[..(count * DenseTile.Rows)].Clear();
        }

        ReadOnlySpan<double> values = source.Values;
        if (source.RowStride == 1 && !source.IsSymmetricLower)
        {
            for (int k = 0; k < count; k++)
            {
                values.Slice(source.Index(row, depth + k), rows).CopyTo(target[(k * DenseTile.Rows)..]);
            }

            return;
        }

        for (int r = 0; r < rows; r++)
        {
            // Left of the diagonal a symmetric matrix is read along its row, right of it down its column.
            int along = source.IsSymmetricLower ? Math.Clamp(row + r + 1 - depth, 0, count) : count;
            int index = source.Index(row + r, depth);
            int to = r;
            for (int k = 0; k < along; k++, index += source.ColumnStride, to += DenseTile.Rows)
            {
                target[to] = values[index];
            }

            index = along < count ? source.Index(depth + along, row + r) : 0;
            for (int k = along; k < count; k++, index += source.RowStride, to += DenseTile.Rows)
            {
                target[to] = values[index];
            }
        }
    }

    /// <summary>Packs depths [depth, depth + count) and columns [column, column + 16) of the right operand as [k][16].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackRight(in DenseView source, int depth, int count, int column, Span<double> target)
    {
        int columns = Math.Min(DenseTile.Columns, source.ColumnCount - column);
        if (columns < DenseTile.Columns)
        {
            target[..(count * DenseTile.Columns)].Clear();
        }

        ReadOnlySpan<double> values = source.Values;
        if (source.ColumnStride == 1)
        {
            for (int k = 0; k < count; k++)
            {
                values.Slice(source.Index(depth + k, column), columns).CopyTo(target[(k * DenseTile.Columns)..]);
            }

            return;
        }

        for (int c = 0; c < columns; c++)
        {
            int index = source.Index(depth, column + c);
            int to = c;
            for (int k = 0; k < count; k++, index += source.RowStride, to += DenseTile.Columns)
            {
                target[to] = values[index];
            }
        }
    }
}
