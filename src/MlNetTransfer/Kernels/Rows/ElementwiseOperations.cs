using MlNetTransfer.Kernels.Functions;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Rows;

/// <summary>See <see cref="Elementwise.PrepareUnary"/>.</summary>
internal sealed class UnaryOperation(Activation function, BlockedLayout input, BlockedLayout output) : RowOperation(output, 2)
{
    /// <inheritdoc/>
    public override OverwritableOperands Overwritable => input == Output ? OverwritableOperands.Input : OverwritableOperands.None;

    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers) => BufferChecks.Holds(buffers.Input, input, buffers.Batch, nameof(buffers.Input));

    /// <inheritdoc/>
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        for (int y = band.FirstRow; y < band.EndRow; y++)
        {
            Span<float> row = OutputRow(in buffers, in band, y);
            RowArgs args = new() { Input = RowOf(buffers.Input, input, band.Picture, (band.Block, y)), Output = row, Activation = function };
            FunctionDispatch.Run<UnaryRowKernel, TLanes, RowArgs>(function.Kind, args);
            ClearPadding(row, band.Block);
        }
    }
}

/// <summary>See <see cref="Elementwise.PrepareBinary"/>.</summary>
internal sealed class BinaryRowOperation(BinaryOperation operation) : RowOperation(operation.Output, 2)
{
    private readonly bool _perChannel = operation.Second is { Height: 1, Width: 1 };

    /// <inheritdoc/>
    public override OverwritableOperands Overwritable =>
        (operation.Input == Output ? OverwritableOperands.Input : OverwritableOperands.None)
        | (operation.Second == Output ? OverwritableOperands.Second : OverwritableOperands.None);

    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers)
    {
        BufferChecks.Holds(buffers.Input, operation.Input, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Second, operation.Second, buffers.Batch, nameof(buffers.Second));
    }

    /// <inheritdoc/>
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        for (int y = band.FirstRow; y < band.EndRow; y++)
        {
            Span<float> row = OutputRow(in buffers, in band, y);
            RowArgs args = new()
            {
                Input = RowOf(buffers.Input, operation.Input, band.Picture, (band.Block, y)),
                Second = RowOf(buffers.Second, operation.Second, band.Picture, (band.Block, _perChannel ? 0 : y)),
                Output = row,
                Activation = operation.Activation,
            };
            BinaryDispatch.Run<TLanes>(operation.Kind, operation.Activation.Kind, in args);
            ClearPadding(row, band.Block);
        }
    }
}

/// <summary>See <see cref="Elementwise.PrepareScaleShift"/>; weights are scales, the bias is the shifts.</summary>
internal sealed class ScaleShiftOperation : RowOperation, IWeightedOperation
{
    private readonly Activation _activation;
    private readonly BlockedLayout _input;
    private readonly AlignedBuffer _scale;
    private readonly AlignedBuffer _shift;

    public ScaleShiftOperation(AffineChannels channels, BlockedLayout input, BlockedLayout output)
        : base(output, 2)
    {
        _activation = channels.Activation;
        _input = input;
        _scale = new AlignedBuffer(output.Blocks * BlockedLayout.Block);
        _shift = new AlignedBuffer(output.Blocks * BlockedLayout.Block);
        Pack(channels.Scale.Span, channels.Shift.Span, 0, PackItemCount);
    }

    /// <inheritdoc/>
    public int PackItemCount => 1;

    /// <inheritdoc/>
    public void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int first, int end)
    {
        if (first < end)
        {
            CopyPadded(weights[..Output.Channels], _scale.Span);
            CopyPadded(bias.IsEmpty ? bias : bias[..Output.Channels], _shift.Span);
        }
    }

    /// <inheritdoc/>
    public override OverwritableOperands Overwritable => _input == Output ? OverwritableOperands.Input : OverwritableOperands.None;

    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers) => BufferChecks.Holds(buffers.Input, _input, buffers.Batch, nameof(buffers.Input));

    /// <inheritdoc/>
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        for (int y = band.FirstRow; y < band.EndRow; y++)
        {
            Span<float> row = OutputRow(in buffers, in band, y);
            RowArgs args = new()
            {
                Input = RowOf(buffers.Input, _input, band.Picture, (band.Block, y)),
                Second = _scale.Slice(band.Block * BlockedLayout.Block, BlockedLayout.Block),
                Third = _shift.Slice(band.Block * BlockedLayout.Block, BlockedLayout.Block),
                Output = row,
                Activation = _activation,
            };
            FunctionDispatch.Run<AffineRowKernel, TLanes, RowArgs>(_activation.Kind, args);
            ClearPadding(row, band.Block);
        }
    }

    private static void CopyPadded(ReadOnlySpan<float> values, Span<float> padded)
    {
        values.CopyTo(padded);
        padded[values.Length..].Clear();
    }
}
