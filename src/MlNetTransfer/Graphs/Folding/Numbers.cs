using System.Runtime.InteropServices;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Folding;

/// <summary>Views and converts the elements of constants.</summary>
internal static class Numbers
{
    /// <summary>Views the elements.</summary>
    public static ReadOnlySpan<T> View<T>(Tensor tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.Bytes.Span);

    /// <summary>Makes a tensor of elements.</summary>
    public static Tensor From<T>(ElementType type, Shape shape, ReadOnlySpan<T> values)
        where T : unmanaged => Tensor.FromBytes(type, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Whether elements of a type are integers wider than a byte.</summary>
    public static bool IsInteger(ElementType type) => type is ElementType.Int64 or ElementType.Int32;

    /// <summary>Whether elements of a type are floats that are computed with.</summary>
    public static bool IsFloat(ElementType type) => type is ElementType.Float32 or ElementType.Float64;

    /// <summary>Widens integers of any type.</summary>
    public static long[] ToInt64s(Tensor tensor) => tensor.ElementType switch
    {
        ElementType.Int64 => View<long>(tensor).ToArray(),
        ElementType.Int32 => Convert<int, long>(tensor, static v => v),
        ElementType.Int8 => Convert<sbyte, long>(tensor, static v => v),
        ElementType.UInt8 or ElementType.Bool => Convert<byte, long>(tensor, static v => v),
        ElementType.Float32 => Convert<float, long>(tensor, static v => (long)v),
        _ => Convert<double, long>(tensor, static v => (long)v),
    };

    /// <summary>Widens numbers of any type; integers beyond 2^53 are rounded.</summary>
    public static double[] ToDoubles(Tensor tensor) => tensor.ElementType switch
    {
        ElementType.Float32 => Convert<float, double>(tensor, static v => v),
        ElementType.Float64 => View<double>(tensor).ToArray(),
        ElementType.Float16 => Convert<Half, double>(tensor, static v => (double)v),
        _ => [.. ToInt64s(tensor).Select(v => (double)v)],
    };

    /// <summary>Narrows integers to a type.</summary>
    public static Tensor FromInt64s(ElementType type, Shape shape, long[] values) => type switch
    {
        ElementType.Int64 => From<long>(type, shape, values),
        ElementType.Int32 => From<int>(type, shape, [.. values.Select(v => unchecked((int)v))]),
        ElementType.Int8 or ElementType.UInt8 => From<byte>(type, shape, [.. values.Select(v => unchecked((byte)v))]),
        ElementType.Bool => From<byte>(type, shape, [.. values.Select(v => (byte)(v == 0 ? 0 : 1))]),
        _ => FromDoubles(type, shape, [.. values.Select(v => (double)v)]),
    };

    /// <summary>Converts numbers to a type; integers are truncated toward zero, as a cast does.</summary>
    public static Tensor FromDoubles(ElementType type, Shape shape, double[] values) => type switch
    {
        ElementType.Float32 or ElementType.Float16 => From<float>(ElementType.Float32, shape, [.. values.Select(v => (float)v)]),
        ElementType.Float64 => From<double>(type, shape, values),
        ElementType.Bool => From<byte>(type, shape, [.. values.Select(v => (byte)(v == 0 ? 0 : 1))]),
        _ => FromInt64s(type, shape, [.. values.Select(v => (long)v)]),
    };

    private static TTo[] Convert<TFrom, TTo>(Tensor tensor, Func<TFrom, TTo> convert)
        where TFrom : unmanaged
    {
        ReadOnlySpan<TFrom> from = View<TFrom>(tensor);
        TTo[] to = new TTo[from.Length];
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = convert(from[i]);
        }

        return to;
    }
}
