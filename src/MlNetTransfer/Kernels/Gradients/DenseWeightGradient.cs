using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Gradients;

/// <summary>Weight and bias gradients of a dense layer: dW[m, k] += sum over rows r of dY[r, m] x[r, k]; db[m] += sum of dY[r, m].</summary>
/// <remarks>Items: stretch of outputs m. A register tile is some m times two vectors of k, added straight to the output; the last columns go one by one.</remarks>
internal sealed class DenseWeightGradient : LaneOperation
{
    private const int ItemOutputs = 32;

    // Rows whose x stays in the first cache while all tiles of an item pass are few anyway; sums leave the registers once for each of these.
    private const int BandRows = 512;

    private readonly DenseSpec _spec;
    private readonly int _inputStep;
    private readonly int _outputStep;

    /// <summary>Fixes every choice; see <see cref="DenseGradient"/>.</summary>
    public DenseWeightGradient(DenseSpec spec)
    {
        _spec = spec;
        _inputStep = spec.InputStride == 0 ? spec.InputLength : spec.InputStride;
        _outputStep = spec.OutputStride == 0 ? spec.OutputLength : spec.OutputStride;
    }

    /// <inheritdoc/>
    public override int ItemCount(int batch) => (_spec.OutputLength + ItemOutputs - 1) / ItemOutputs;

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        int rows = buffers.Batch * _spec.RowsPerPicture;
        BufferChecks.Holds(buffers.Input.Length, ((long)(rows - 1) * _inputStep) + _spec.InputLength, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Second.Length, ((long)(rows - 1) * _outputStep) + _spec.OutputLength, nameof(buffers.Second));
        BufferChecks.Holds(buffers.Output.Length, ((long)_spec.InputLength + 1) * _spec.OutputLength, nameof(buffers.Output));
        for (int item = first; item < end; item++)
        {
            int endOutput = Math.Min((item + 1) * ItemOutputs, _spec.OutputLength);
            for (int row = 0; row < rows; row += BandRows)
            {
                Add<TLanes>(in buffers, (row, Math.Min(BandRows, rows - row)), (item * ItemOutputs, endOutput));
            }

            for (int m = item * ItemOutputs; m < endOutput; m++)
            {
                float sum = 0;
                for (int row = 0; row < rows; row++)
                {
                    sum += buffers.Second[(row * _outputStep) + m];
                }

                buffers.Output[(_spec.InputLength * _spec.OutputLength) + m] += sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add<TLanes>(in OperationBuffers buffers, (int First, int Count) rows, (int First, int End) outputs)
        where TLanes : struct, ILanes<TLanes>
    {
        int length = _spec.InputLength;
        int tileRows = OuterProduct.TileRows<TLanes>();
        OuterProduct tile = new()
        {
            Width = rows.Count,
            Height = 1,
            RowStep = _outputStep,
            VectorStep = _inputStep,
            SumStep = length,
        };
        for (int k = 0; k < length;)
        {
            bool vectors = length - k >= TLanes.Count;
            tile.VectorCount = length - k >= 2 * TLanes.Count ? 2 : 1;
            tile.SecondVector = TLanes.Count;
            tile.Vectors = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Input), ((nint)rows.First * _inputStep) + k);
            for (int m = outputs.First; m < outputs.End; m += tileRows)
            {
                tile.RowCount = Math.Min(tileRows, outputs.End - m);
                tile.Rows = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Second), ((nint)rows.First * _outputStep) + m);
                tile.Sums = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Output), ((nint)m * length) + k);
                if (vectors)
                {
                    tile.Run<TLanes>();
                }
                else
                {
                    tile.VectorCount = 1;
                    tile.Run<F32x1>();
                }
            }

            k += vectors ? tile.VectorCount * TLanes.Count : 1;
        }
    }
}
