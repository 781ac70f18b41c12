using System.Runtime.InteropServices;

namespace MlNetTransfer.Tensors;

/// <summary>Immutable dense array of one element type: a constant of a graph, or a value read from or written to a file.</summary>
/// <remarks>
/// Elements are row-major (the last dimension is contiguous), little-endian in <see cref="Bytes"/>. The tensor may view memory that
/// it does not own (a file read whole); that memory must not change. Activations never live in tensors: they are Execution's business.
/// </remarks>
public sealed class Tensor
{
    private Tensor(ElementType elementType, Shape shape, ReadOnlyMemory<byte> bytes)
    {
        long expected = checked(shape.ElementCount * ElementTypes.SizeOf(elementType));
        if (bytes.Length != expected)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"A {elementType} tensor of shape {shape} takes {expected} bytes, got {bytes.Length}."), nameof(bytes));
        }

        ElementType = elementType;
        Shape = shape;
        Bytes = bytes;
    }

    /// <summary>Type of the elements.</summary>
    public ElementType ElementType { get; }

    /// <summary>Dimensions, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>The elements, row-major, little-endian.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Views bytes as a tensor without copying.</summary>
    /// <param name="elementType">Type of the elements.</param>
    /// <param name="shape">Dimensions.</param>
    /// <param name="bytes">Row-major little-endian elements; must not change afterwards.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ArgumentException">The number of bytes does not fit the shape.</exception>
    public static Tensor FromBytes(ElementType elementType, Shape shape, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return new Tensor(elementType, shape, bytes);
    }

    /// <summary>Copies floats into a tensor.</summary>
    /// <param name="shape">Dimensions.</param>
    /// <param name="values">Row-major elements.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ArgumentException">The number of values does not fit the shape.</exception>
    public static Tensor FromFloats(Shape shape, ReadOnlySpan<float> values) =>
        FromBytes(ElementType.Float32, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Copies 64-bit integers into a tensor.</summary>
    /// <param name="shape">Dimensions.</param>
    /// <param name="values">Row-major elements.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ArgumentException">The number of values does not fit the shape.</exception>
    public static Tensor FromInt64s(Shape shape, ReadOnlySpan<long> values) =>
        FromBytes(ElementType.Int64, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Views the elements as floats.</summary>
    /// <returns>Row-major elements; they need not be aligned.</returns>
    /// <exception cref="InvalidOperationException">The elements are not <see cref="ElementType.Float32"/>.</exception>
    public ReadOnlySpan<float> AsFloats() => View<float>(ElementType.Float32);

    /// <summary>Views the elements as 64-bit integers.</summary>
    /// <returns>Row-major elements; they need not be aligned.</returns>
    /// <exception cref="InvalidOperationException">The elements are not <see cref="ElementType.Int64"/>.</exception>
    public ReadOnlySpan<long> AsInt64s() => View<long>(ElementType.Int64);

    /// <summary>Views the elements as 32-bit integers.</summary>
    /// <returns>Row-major elements; they need not be aligned.</returns>
    /// <exception cref="InvalidOperationException">The elements are not <see cref="ElementType.Int32"/>.</exception>
    public ReadOnlySpan<int> AsInt32s() => View<int>(ElementType.Int32);

    private ReadOnlySpan<T> View<T>(ElementType expected)
        where T : unmanaged =>
        ElementType == expected
            ? MemoryMarshal.Cast<byte, T>(Bytes.Span)
            : throw new InvalidOperationException($"The tensor holds {ElementType}, not {expected}.");
}
