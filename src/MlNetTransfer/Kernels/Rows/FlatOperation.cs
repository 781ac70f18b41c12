using MlNetTransfer.Kernels.Functions;

namespace MlNetTransfer.Kernels.Rows;

/// <summary>Element by element over dense floats; see <see cref="Elementwise.PrepareFlatUnary"/> and <see cref="Elementwise.PrepareFlatBinary"/>.</summary>
/// <param name="kind">Function of two numbers; null where there is one operand.</param>
/// <param name="activation">Applied last.</param>
/// <param name="length">Floats of each picture.</param>
internal sealed class FlatOperation(BinaryKind? kind, Activation activation, int length) : LaneOperation
{
    // A multiple of every lane width, about 2 microseconds.
    private const int ItemFloats = 8 * 1024;

    private readonly int _itemsPerPicture = (length + ItemFloats - 1) / ItemFloats;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * _itemsPerPicture);

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        for (int item = first; item < end; item++)
        {
            int start = item % _itemsPerPicture * ItemFloats;
            int count = Math.Min(ItemFloats, length - start);
            start += item / _itemsPerPicture * length;
            RowArgs args = new()
            {
                Input = buffers.Input.Slice(start, count),
                Second = kind is null ? [] : buffers.Second.Slice(start, count),
                Output = buffers.Output.Slice(start, count),
                Activation = activation,
            };
            if (kind is { } binary)
            {
                BinaryDispatch.Run<TLanes>(binary, activation.Kind, in args);
            }
            else
            {
                FunctionDispatch.Run<UnaryRowKernel, TLanes, RowArgs>(activation.Kind, args);
            }
        }
    }
}
