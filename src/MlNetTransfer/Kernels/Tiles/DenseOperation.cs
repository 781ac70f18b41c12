using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Functions;
using MlNetTransfer.Simd;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>See <see cref="Dense"/>. Items: panel of two vectors of outputs, stretch of rows.</summary>
internal sealed class DenseOperation : LaneOperation, IWeightedOperation
{
    // Rows of an item: a few tiles, so that a panel's weights are read once for many pictures.
    private const int ItemRows = 56;

    // Inputs that are packed together, so that what is written stays in the first cache.
    private const int PackLength = 64;

    private readonly DenseSpec _spec;
    private readonly WeightOrder _order;
    private readonly int _inputStep;
    private readonly int _outputStep;
    private readonly int _panelWidth;
    private readonly int _panelCount;
    private readonly AlignedBuffer _weights;
    private readonly AlignedBuffer _bias;
    private readonly bool _inStore;

    /// <summary>Packs the weights as [panel][k][2 vectors].</summary>
    /// <param name="spec">The layer that is computed: where <paramref name="order"/> is that of gradients, the one from dY to dX.</param>
    /// <param name="order">Order of the given weights.</param>
    /// <param name="weights">[M, K] of the forward layer.</param>
    /// <param name="bias">Added to each row; empty for none.</param>
    public DenseOperation(DenseSpec spec, WeightOrder order, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        _spec = spec;
        _inputStep = spec.InputStride == 0 ? spec.InputLength : spec.InputStride;
        _outputStep = spec.OutputStride == 0 ? spec.OutputLength : spec.OutputStride;
        _panelWidth = 2 * LaneCount;
        _panelCount = (spec.OutputLength + _panelWidth - 1) / _panelWidth;
        _inStore = spec.Activation.Kind is ActivationKind.None or ActivationKind.Clamp;
        _weights = new AlignedBuffer(checked(_panelCount * _panelWidth * spec.InputLength));
        _bias = new AlignedBuffer(_panelCount * _panelWidth);
        _weights.Span.Clear();
        _order = order;
        Pack(weights, bias, 0, _panelCount);
    }

    /// <inheritdoc/>
    public int PackItemCount => _panelCount;

    /// <inheritdoc/>
    public void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int first, int end)
    {
        for (int p = first; p < end; p++)
        {
            int column = p * _panelWidth;
            int columns = Math.Min(_panelWidth, _spec.OutputLength - column);
            Span<float> panel = _weights.Slice(column * _spec.InputLength, _panelWidth * _spec.InputLength);
            if (_order == WeightOrder.Gradient)
            {
                for (int k = 0; k < _spec.InputLength; k++)
                {
                    weights.Slice((k * _spec.OutputLength) + column, columns).CopyTo(panel[(k * _panelWidth)..]);
                }

                continue;
            }

            for (int k = 0; k < _spec.InputLength; k += PackLength)
            {
                int length = Math.Min(PackLength, _spec.InputLength - k);
                WeightCopy.Transpose(weights[((column * _spec.InputLength) + k)..], _spec.InputLength, panel[(k * _panelWidth)..], _panelWidth, (columns, length));
            }
        }

        if (first == 0)
        {
            TileBias.Set(_bias.Span, _order == WeightOrder.Forward ? bias : []);
        }
    }

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(_panelCount * Chunks(batch));

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        int rows = buffers.Batch * _spec.RowsPerPicture;
        BufferChecks.Holds(buffers.Input.Length, ((long)(rows - 1) * _inputStep) + _spec.InputLength, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Output.Length, ((long)(rows - 1) * _outputStep) + _spec.OutputLength + _spec.OutputPadding, nameof(buffers.Output));
        int chunks = Chunks(buffers.Batch);
        for (int item = first; item < end; item++)
        {
            int firstRow = item % chunks * ItemRows;
            RunPanel<TLanes>(in buffers, item / chunks, firstRow, Math.Min(ItemRows, rows - firstRow));
        }
    }

    private int Chunks(int batch) => ((batch * _spec.RowsPerPicture) + ItemRows - 1) / ItemRows;

    private void RunPanel<TLanes>(in OperationBuffers buffers, int panel, int firstRow, int rows)
        where TLanes : struct, ILanes<TLanes>
    {
        int column = panel * _panelWidth;
        int columns = Math.Min(_panelWidth, _spec.OutputLength - column);
        bool clamp = _spec.Activation.Kind == ActivationKind.Clamp;
        RowProduct product = new()
        {
            Input = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Input), (nint)firstRow * _inputStep),
            Weights = ref _weights.Span[column * _spec.InputLength],
            Bias = ref _bias.Span[column],
            Output = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Output), ((nint)firstRow * _outputStep) + column),
            Length = _spec.InputLength,
            InputStep = _inputStep,
            OutputStep = _outputStep,
            Rows = rows,
            Columns = columns,
            Low = clamp ? _spec.Activation.Alpha : float.NegativeInfinity,
            High = clamp ? _spec.Activation.Beta : float.PositiveInfinity,
        };
        product.Run<TLanes>();
        for (int row = firstRow; row < firstRow + rows; row++)
        {
            FinishRow<TLanes>(buffers.Output[((row * _outputStep) + column)..], columns, panel == _panelCount - 1);
        }
    }

    /// <summary>Applies an activation that is no clamp, and clears the padding.</summary>
    private void FinishRow<TLanes>(Span<float> output, int columns, bool isLast)
        where TLanes : struct, ILanes<TLanes>
    {
        if (!_inStore)
        {
            RowArgs args = new() { Input = output[..columns], Output = output[..columns], Activation = _spec.Activation };
            FunctionDispatch.Run<UnaryRowKernel, TLanes, RowArgs>(_spec.Activation.Kind, args);
        }

        if (isLast)
        {
            output.Slice(columns, _spec.OutputPadding).Clear();
        }
    }
}
