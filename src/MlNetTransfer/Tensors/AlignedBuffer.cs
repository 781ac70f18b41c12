using System.Runtime.CompilerServices;

namespace MlNetTransfer.Tensors;

/// <summary>Floats that start on a 64-byte boundary and do not move: weights and activations of a plan.</summary>
/// <remarks>Backed by a pinned array, so that it is collected like any object; contents start undefined unless cleared.</remarks>
internal sealed class AlignedBuffer
{
    /// <summary>Boundary in bytes: one cache line, one 512-bit vector.</summary>
    public const int Alignment = 64;

    private readonly float[] _array;
    private readonly int _start;

    public AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _array = GC.AllocateUninitializedArray<float>(checked(length + (Alignment / sizeof(float))), pinned: true);
        Length = length;
        _start = StartOf(_array);
    }

    /// <summary>Number of floats.</summary>
    public int Length { get; }

    public Span<float> Span => _array.AsSpan(_start, Length);

    /// <summary>Views a part.</summary>
    public Span<float> Slice(int offset, int length) => Span.Slice(offset, length);

    private static unsafe int StartOf(float[] array)
    {
        nint address = (nint)Unsafe.AsPointer(ref array[0]);
        nint misaligned = address & (Alignment - 1);
        return misaligned == 0 ? 0 : (int)(Alignment - misaligned) / sizeof(float);
    }
}
