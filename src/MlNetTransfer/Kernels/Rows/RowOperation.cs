using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Rows;

/// <summary>An operation whose items are bands of rows of one channel block of the output.</summary>
internal abstract class RowOperation : LaneOperation
{
    // About 2 microseconds when each float is read and written once in the second cache.
    private const int ItemFloats = 16 * 1024;

    private readonly int _rowsPerItem;
    private readonly int _itemsPerBlock;

    /// <summary>Divides an output.</summary>
    /// <param name="output">Layout of the output.</param>
    /// <param name="work">Floats read for each float written; makes items smaller.</param>
    protected RowOperation(BlockedLayout output, int work)
    {
        Output = output;
        long perRow = Math.Max(1, (long)output.Width * BlockedLayout.Block * Math.Max(1, work));
        int parts = (int)Math.Clamp(output.Height * perRow / ItemFloats, 1, output.Height);
        _rowsPerItem = (output.Height + parts - 1) / parts;
        _itemsPerBlock = (output.Height + _rowsPerItem - 1) / _rowsPerItem;
    }

    /// <summary>Layout of the output.</summary>
    protected BlockedLayout Output { get; }

    /// <summary>Blocks that items are made of; those of the output unless fewer are written.</summary>
    protected virtual int BlockCount => Output.Blocks;

    /// <inheritdoc/>
    public sealed override int ItemCount(int batch) => checked(batch * BlockCount * _itemsPerBlock);

    /// <summary>Throws unless the buffers are long enough.</summary>
    protected abstract void Check(in OperationBuffers buffers);

    /// <summary>Writes some rows of a block.</summary>
    protected abstract void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
        where TLanes : struct, ILanes<TLanes>;

    /// <inheritdoc/>
    protected sealed override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        BufferChecks.Holds(buffers.Output, Output, buffers.Batch, nameof(buffers.Output));
        Check(in buffers);
        for (int item = first; item < end; item++)
        {
            int row = item % _itemsPerBlock * _rowsPerItem;
            int block = item / _itemsPerBlock % BlockCount;
            RowBand band = new(item / _itemsPerBlock / BlockCount, block, row, Math.Min(row + _rowsPerItem, Output.Height));
            RunRows<TLanes>(in buffers, in band);
        }
    }

    /// <summary>A row of a blocked buffer, halo excluded.</summary>
    protected static ReadOnlySpan<float> RowOf(ReadOnlySpan<float> buffer, BlockedLayout layout, int picture, (int Block, int Y) at) =>
        buffer.Slice((picture * layout.ImageStride) + layout.Offset(at.Block, at.Y, 0), layout.Width * BlockedLayout.Block);

    /// <summary>A row of the output, halo excluded.</summary>
    protected Span<float> OutputRow(in OperationBuffers buffers, in RowBand band, int y) =>
        buffers.Output.Slice((band.Picture * Output.ImageStride) + Output.Offset(band.Block, y, 0), Output.Width * BlockedLayout.Block);

    /// <summary>Sets the padding channels of a row to zero.</summary>
    protected void ClearPadding(Span<float> row, int block)
    {
        int real = Output.Channels - (block * BlockedLayout.Block);
        for (int x = 0; real < BlockedLayout.Block && x < row.Length; x += BlockedLayout.Block)
        {
            row.Slice(x + real, BlockedLayout.Block - real).Clear();
        }
    }
}
