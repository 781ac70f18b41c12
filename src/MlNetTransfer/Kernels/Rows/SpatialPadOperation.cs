namespace MlNetTransfer.Kernels.Rows;

/// <summary>Pads or crops rows and columns; see <see cref="SpatialPad"/>.</summary>
internal sealed class SpatialPadOperation(SpatialPadSpec spec, BlockedLayout input, BlockedLayout output) : RowOperation(output, 2)
{
    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers) => BufferChecks.Holds(buffers.Input, input, buffers.Batch, nameof(buffers.Input));

    /// <inheritdoc/>
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        for (int y = band.FirstRow; y < band.EndRow; y++)
        {
            Span<float> row = OutputRow(in buffers, in band, y);
            int sourceY = Source(y - spec.Top, input.Height);
            for (int x = 0; x < Output.Width; x++)
            {
                Span<float> pixel = row.Slice(x * BlockedLayout.Block, BlockedLayout.Block);
                int sourceX = Source(x - spec.Left, input.Width);
                if (sourceX < 0 || sourceY < 0)
                {
                    pixel.Fill(spec.Value);
                }
                else
                {
                    int at = (band.Picture * input.ImageStride) + input.Offset(band.Block, sourceY, sourceX);
                    buffers.Input.Slice(at, BlockedLayout.Block).CopyTo(pixel);
                }
            }

            ClearPadding(row, band.Block);
        }
    }

    /// <summary>Index of the input row or column that stands there; -1 for the constant.</summary>
    private int Source(int at, int length)
    {
        if (at >= 0 && at < length)
        {
            return at;
        }

        return spec.Kind switch
        {
            SpatialPadKind.Edge => Math.Clamp(at, 0, length - 1),
            SpatialPadKind.Reflect => Reflect(at, length),
            _ => -1,
        };
    }

    private static int Reflect(int at, int length)
    {
        int period = Math.Max(1, 2 * (length - 1));
        int folded = ((at % period) + period) % period;
        return folded < length ? folded : period - folded;
    }
}
