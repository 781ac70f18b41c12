using System.Runtime.InteropServices;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Constants of any element type as the two types that plans compute with.</summary>
internal static class ConstantReading
{
    /// <summary>The elements as floats; booleans are 0 and 1.</summary>
    public static float[] ToFloats(Tensor tensor)
    {
        ReadOnlySpan<byte> bytes = tensor.Bytes.Span;
        return tensor.ElementType switch
        {
            ElementType.Float32 => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
            ElementType.Float64 => Convert<double>(bytes, value => (float)value),
            ElementType.Float16 => Convert<Half>(bytes, value => (float)value),
            ElementType.Int64 => Convert<long>(bytes, value => value),
            ElementType.Int32 => Convert<int>(bytes, value => value),
            ElementType.Int8 => Convert<sbyte>(bytes, value => value),
            _ => Convert<byte>(bytes, value => value),
        };
    }

    /// <summary>The elements as integers; null where the tensor holds fractions.</summary>
    public static long[]? ToIntegers(Tensor tensor) => tensor.ElementType switch
    {
        ElementType.Int64 => MemoryMarshal.Cast<byte, long>(tensor.Bytes.Span).ToArray(),
        ElementType.Int32 => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(tensor.Bytes.Span).ToArray(), value => (long)value),
        ElementType.UInt8 or ElementType.Bool => Array.ConvertAll(tensor.Bytes.ToArray(), value => (long)value),
        ElementType.Int8 => Array.ConvertAll(tensor.Bytes.ToArray(), value => (long)(sbyte)value),
        _ => null,
    };

    private static float[] Convert<T>(ReadOnlySpan<byte> bytes, Func<T, float> convert)
        where T : unmanaged
    {
        ReadOnlySpan<T> source = MemoryMarshal.Cast<byte, T>(bytes);
        float[] result = new float[source.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = convert(source[i]);
        }

        return result;
    }
}
