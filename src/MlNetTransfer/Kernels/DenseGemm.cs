using MlNetTransfer.Runtime;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels;

// Matrix products in double precision (Goto and van de Geijn 2008): depth in blocks of 256, the right operand packed once per block
// into panels of 16 columns, the left one by whoever works on 48 rows of the target; DenseTile does the sums.
// Sum order: depth blocks in order, in each the depth in order. Work is split into blocks of the target's rows, so that the bits do
// not depend on the number of threads. Tolerance against the reference: 1e-12 of the sum of absolute products.
// Not thread-safe: it owns the packed panels. Reference: tests References/DenseReference.cs.
internal sealed class DenseGemm(ThreadTeam team, int laneCount) : IStepSequence
{
    private const int DepthBlock = 256;
    private const int TilesPerItem = 8;
    private const int RowsPerItem = TilesPerItem * DenseTile.Rows;
    private const int PackedLeft = RowsPerItem * DepthBlock;

    private readonly double[] _left = new double[team.WorkerCount * PackedLeft];
    private double[] _right = [];
    private DenseProduct? _product;

    public DenseGemm(ThreadTeam team)
        : this(team, DenseLaneDispatch.Widest)
    {
    }

    public ThreadTeam Team => team;

    /// <summary>Doubles computed on together.</summary>
    public int LaneCount => laneCount;

    private DenseProduct Product => _product!;

    private int PanelCount => (Product.Right.ColumnCount + DenseTile.Columns - 1) / DenseTile.Columns;

    int IStepSequence.StepCount => 2 * ((Product.Left.ColumnCount + DepthBlock - 1) / DepthBlock);

    /// <summary>Computes a product.</summary>
    public void Multiply(DenseProduct product, CancellationToken cancellationToken = default)
    {
        if (product.Left.ColumnCount != product.Right.RowCount || product.Left.RowCount != product.Target.RowCount
            || product.Right.ColumnCount != product.Target.ColumnCount || product.Target.ColumnStride != 1)
        {
            throw new ArgumentException("The shapes of a product's operands and target do not fit together.", nameof(product));
        }

        if (product.Target.RowCount == 0 || product.Target.ColumnCount == 0 || product.Left.ColumnCount == 0)
        {
            return;
        }

        _product = product;
        int wanted = checked(PanelCount * DenseTile.Columns * Math.Min(DepthBlock, product.Left.ColumnCount));
        if (_right.Length < wanted)
        {
            _right = new double[wanted];
        }

        team.Run(this, cancellationToken);
        _product = null;
    }

    int IStepSequence.ItemCount(int step) =>
        step % 2 == 0 ? PanelCount : (Product.Target.RowCount + RowsPerItem - 1) / RowsPerItem;

    void IStepSequence.RunItems(int step, int first, int end, int worker)
    {
        int depth = step / 2 * DepthBlock;
        int count = Math.Min(DepthBlock, Product.Left.ColumnCount - depth);
        for (int item = first; item < end; item++)
        {
            if (step % 2 == 0)
            {
                DensePacking.PackRight(Product.Right, depth, count, item * DenseTile.Columns, _right.AsSpan(item * count * DenseTile.Columns));
            }
            else
            {
                MultiplyRows(item * RowsPerItem, depth, count, _left.AsSpan(worker * PackedLeft, PackedLeft));
            }
        }
    }

    private void MultiplyRows(int firstRow, int depth, int count, Span<double> left)
    {
        int tileCount = (Math.Min(RowsPerItem, Product.Target.RowCount - firstRow) + DenseTile.Rows - 1) / DenseTile.Rows;
        int tileLength = count * DenseTile.Rows;
        for (int tile = 0; tile < tileCount; tile++)
        {
            DensePacking.PackLeft(Product.Left, firstRow + (tile * DenseTile.Rows), depth, count, left[(tile * tileLength)..]);
        }

        DenseTile.Write mode = depth > 0 && Product.Mode == DenseTile.Write.Set ? DenseTile.Write.Add : Product.Mode;
        for (int panel = 0; panel < PanelCount; panel++)
        {
            ReadOnlySpan<double> right = _right.AsSpan(panel * count * DenseTile.Columns, count * DenseTile.Columns);
            for (int tile = 0; tile < tileCount; tile++)
            {
                int row = firstRow + (tile * DenseTile.Rows);
                if (!Product.LowerOnly || panel * DenseTile.Columns < row + DenseTile.Rows)
                {
                    MultiplyTile(left.Slice(tile * tileLength, tileLength), right, row, panel * DenseTile.Columns, mode);
                }
            }
        }
    }

    private void MultiplyTile(ReadOnlySpan<double> left, ReadOnlySpan<double> right, int row, int column, DenseTile.Write mode)
    {
        DenseView target = Product.Target;
        int rows = Math.Min(DenseTile.Rows, target.RowCount - row);
        int columns = Math.Min(DenseTile.Columns, target.ColumnCount - column);
        int depth = right.Length / DenseTile.Columns;
        Span<double> c = target.Values.AsSpan(target.Index(row, column));
        if (rows == DenseTile.Rows && columns == DenseTile.Columns)
        {
            Run(new DenseTile.Args { A = left, B = right, C = c, CRowStride = target.RowStride, Depth = depth, Mode = mode });
            return;
        }

        Span<double> whole = stackalloc double[DenseTile.Rows * DenseTile.Columns];
        Run(new DenseTile.Args { A = left, B = right, C = whole, CRowStride = DenseTile.Columns, Depth = depth });
        for (int r = 0; r < rows; r++)
        {
            Merge(whole.Slice(r * DenseTile.Columns, columns), c.Slice(r * target.RowStride, columns), mode);
        }
    }

    private void Run(scoped in DenseTile.Args args) =>
        DenseLaneDispatch.Run<DenseTile.Kernel<DenseTile.Interleaved>, DenseTile.Args>(laneCount, args);

    private static void Merge(ReadOnlySpan<double> from, Span<double> to, DenseTile.Write mode)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = mode switch
            {
                DenseTile.Write.Set => from[i],
                DenseTile.Write.Add => to[i] + from[i],
                _ => to[i] - from[i],
            };
        }
    }
}
