namespace MlNetTransfer.Kernels;

/// <summary>
/// Operation on plain row-major tensors (NCHW and any other rank): the correct, simple path of operators that are not hot.
/// </summary>
/// <remarks>
/// A picture's result is a number of equal rows, computed independently; items are runs of rows of one picture, cut by shape alone.
/// Integers and booleans are carried as floats, exact up to 2^24.
/// </remarks>
internal abstract class PlanarOperation : PreparedOperation
{
    /// <summary>Elements of work worth handing to another thread.</summary>
    private const int WorkPerItem = 16384;

    private readonly PlanarStrides _strides;
    private readonly int _rowCount;
    private readonly int _rowsPerItem;
    private readonly int _itemsPerPicture;

    /// <param name="strides">Distance between pictures.</param>
    /// <param name="rowCount">Rows of one picture's result; 0 for an empty result.</param>
    /// <param name="workPerRow">Approximate number of element operations of a row.</param>
    protected PlanarOperation(PlanarStrides strides, int rowCount, long workPerRow)
    {
        _strides = strides;
        _rowCount = rowCount;
        _rowsPerItem = (int)Math.Clamp(WorkPerItem / Math.Max(1, workPerRow), 1, Math.Max(1, rowCount));
        _itemsPerPicture = (rowCount + _rowsPerItem - 1) / _rowsPerItem;
    }

    public sealed override int ItemCount(int batch) => checked(batch * _itemsPerPicture);

    public sealed override void Run(in OperationBuffers buffers, int first, int end)
    {
        for (int item = first; item < end; item++)
        {
            (int picture, int part) = Math.DivRem(item, _itemsPerPicture);
            int row = part * _rowsPerItem;
            RunRows(
                new PlanarOperands
                {
                    Input = buffers.Input[(picture * _strides.Input)..],
                    Second = buffers.Second[(picture * _strides.Second)..],
                    Output = buffers.Output[(picture * _strides.Output)..],
                    Scratch = buffers.Scratch,
                },
                row,
                Math.Min(_rowCount, row + _rowsPerItem));
        }
    }

    /// <summary>Computes rows [<paramref name="firstRow"/>, <paramref name="endRow"/>) of one picture.</summary>
    protected abstract void RunRows(in PlanarOperands operands, int firstRow, int endRow);
}
