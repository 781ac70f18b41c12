namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>A gradient whose every element is one sum; items are runs of elements, of one picture or of all where the operand is shared.</summary>
internal abstract class PlanarGradientOperation : PreparedOperation
{
    /// <summary>Elements of work worth handing to another thread.</summary>
    private const int WorkPerItem = 16384;

    /// <summary>Sums kept at once.</summary>
    private const int Part = 256;

    private readonly PlanarGradientStrides _strides;
    private readonly int _length;
    private readonly int _perItem;
    private readonly int _itemCount;

    /// <param name="strides">Distance between pictures.</param>
    /// <param name="length">Elements of the gradient.</param>
    /// <param name="workPerElement">Approximate number of operations of an element of a picture.</param>
    protected PlanarGradientOperation(PlanarGradientStrides strides, int length, long workPerElement)
    {
        _strides = strides;
        _length = length;
        _perItem = (int)Math.Clamp(WorkPerItem / Math.Max(1, workPerElement), 1, Math.Max(1, length));
        _itemCount = (length + _perItem - 1) / _perItem;
    }

    /// <summary>Whether the gradient is one for all pictures, added to what is there.</summary>
    protected virtual bool IsShared => _strides.Output == 0;

    /// <inheritdoc/>
    public sealed override int ItemCount(int batch) => IsShared ? _itemCount : checked(batch * _itemCount);

    /// <inheritdoc/>
    public sealed override void Run(in OperationBuffers buffers, int first, int end)
    {
        Span<double> sums = stackalloc double[Part];
        for (int item = first; item < end; item++)
        {
            int picture = IsShared ? 0 : item / _itemCount;
            int start = item % _itemCount * _perItem;
            int stop = Math.Min(_length, start + _perItem);
            for (int at = start; at < stop; at += Part)
            {
                Span<double> part = sums[..Math.Min(Part, stop - at)];
                part.Clear();
                for (int i = picture; i < (IsShared ? buffers.Batch : picture + 1); i++)
                {
                    Add(OperandsOf(in buffers, i), at, part);
                }

                Span<float> output = buffers.Output.Slice((picture * _strides.Output) + at, part.Length);
                for (int i = 0; i < part.Length; i++)
                {
                    output[i] = (float)(part[i] + (IsShared ? output[i] : 0));
                }
            }
        }
    }

    /// <summary>Adds one picture's gradients of elements <paramref name="first"/> and following.</summary>
    protected abstract void Add(in PlanarGradientOperands operands, int first, Span<double> sums);

    private PlanarGradientOperands OperandsOf(in OperationBuffers buffers, int picture) => new()
    {
        Gradient = buffers.Input[(picture * _strides.Input)..],
        Second = buffers.Second.IsEmpty ? default : buffers.Second[(picture * _strides.Second)..],
        Third = buffers.Third.IsEmpty ? default : buffers.Third[(picture * _strides.Third)..],
    };
}
