using System.Buffers.Binary;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Protobuf;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.TensorFlow;

/// <summary>Turns <see cref="TensorFlowTensor"/> into tensors: raw content or typed fields, whose last value fills what is missing (tensor.proto).</summary>
/// <remarks>float32 content is viewed, not copied. NaN is refused in every tensor, infinity in all but one-element tensors; denormals become 0.</remarks>
internal sealed class TensorFlowTensorDecoder(long budget)
{
    private readonly WeightCheck _check = new();
    private long _budget = budget;

    /// <summary>Number of denormal weights that were set to 0.</summary>
    public long DenormalCount => _check.DenormalCount;

    /// <summary>Decodes a tensor.</summary>
    /// <param name="source">The tensor in the file; its type has an element type.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidModelException">Shape, data and type do not agree, or values are not finite.</exception>
    public Tensor Decode(TensorFlowTensor source, string name)
    {
        ElementType type = TensorFlowElementTypes.Map(source.DataType) ?? throw Fail(name, "has elements of an unknown type");
        Shape shape = ShapeOf(source, name);
        int stored = TensorFlowElementTypes.StoredSize(source.DataType);
        bool isRaw = source.Content.Length > 0;
        if (isRaw && source.Content.Length != shape.ElementCount * stored)
        {
            throw Fail(name, FormattableString.Invariant($"has the shape {shape}, which takes {shape.ElementCount} x {stored} bytes, but {source.Content.Length} bytes of data"));
        }

        bool isView = source.DataType == TensorFlowDataType.Float && (isRaw || (source.Typed is [var run] && run.Length == shape.ElementCount * sizeof(float)));
        if (isView)
        {
            return _check.Check(Tensor.FromBytes(type, shape, isRaw ? source.Content : source.Typed[0]), found => Fail(name, found));
        }

        long size = shape.ElementCount * ElementTypes.SizeOf(type);
        _budget -= size;
        if (_budget < 0)
        {
            throw Fail(name, FormattableString.Invariant($"takes {size:N0} bytes made of {source.Content.Length + source.Typed.Sum(t => (long)t.Length):N0} in the file; raise MaxExpandedBytes if you trust it"));
        }

        long[] bits = isRaw ? RawValues(source, stored) : TypedValues(source, shape, name);
        Tensor tensor = Tensor.FromBytes(type, shape, Store(source.DataType, bits, (int)shape.ElementCount, type));
        return type == ElementType.Float32 ? _check.Check(tensor, found => Fail(name, found)) : tensor;
    }

    private static Shape ShapeOf(TensorFlowTensor source, string name)
    {
        Int128 count = 1;
        foreach (long dimension in source.Dimensions)
        {
            if (dimension is < 0 or > int.MaxValue)
            {
                throw Fail(name, FormattableString.Invariant($"has a dimension of {dimension}; 0 to {int.MaxValue} is allowed"));
            }

            count = count > int.MaxValue && dimension > 0 ? count : count * dimension;
        }

        return count <= int.MaxValue
            ? new Shape([.. source.Dimensions.Select(d => (int)d)])
            : throw Fail(name, $"has the dimensions [{string.Join(", ", source.Dimensions)}], more elements than a file of 2 GiB can hold");
    }

    private static long[] RawValues(TensorFlowTensor source, int stored)
    {
        ReadOnlySpan<byte> from = source.Content.Span;
        long[] values = new long[from.Length / stored];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> at = from[(i * stored)..];
            values[i] = source.DataType switch
            {
                TensorFlowDataType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(at),
                TensorFlowDataType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
                TensorFlowDataType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(at),
                TensorFlowDataType.Int8 => (sbyte)at[0],
                TensorFlowDataType.Half or TensorFlowDataType.BFloat16 => BinaryPrimitives.ReadUInt16LittleEndian(at),
                _ => at[0],
            };
        }

        return values;
    }

    private static long[] TypedValues(TensorFlowTensor source, Shape shape, string name)
    {
        int field = source.DataType switch
        {
            TensorFlowDataType.Float => 5,
            TensorFlowDataType.Int64 => 10,
            TensorFlowDataType.Bool => 11,
            TensorFlowDataType.Half or TensorFlowDataType.BFloat16 => 13,
            _ => 7,
        };
        if (source.TypedField != 0 && source.TypedField != field)
        {
            throw Fail(name, FormattableString.Invariant($"has {TensorFlowElementTypes.NameOf(source.DataType)} elements but data in field {source.TypedField}; field {field} was expected"));
        }

        List<long> values = [];
        foreach (ReadOnlyMemory<byte> run in source.Typed)
        {
            ProtobufReader reader = new(run);
            while (reader.Remaining > 0)
            {
                values.Add(field == 5 ? BitConverter.SingleToInt32Bits(reader.ReadSingle()) : reader.ReadInt64());
                if (values.Count > shape.ElementCount)
                {
                    throw Fail(name, FormattableString.Invariant($"has the shape {shape}, {shape.ElementCount} elements, but more data"));
                }
            }
        }

        return [.. values];
    }

    // Fewer values than elements: the last one is repeated, zero when there is none.
    private static byte[] Store(TensorFlowDataType source, long[] values, int count, ElementType type)
    {
        byte[] bytes = new byte[(long)count * ElementTypes.SizeOf(type)];
        for (int i = 0; i < count && values.Length > 0; i++)
        {
            long value = values[Math.Min(i, values.Length - 1)];
            if (type == ElementType.Bool)
            {
                bytes[i] = (byte)(value == 0 ? 0 : 1);
            }
            else if (type == ElementType.Int64)
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), value);
            }
            else
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), FloatOf(source, value));
            }
        }

        return bytes;
    }

    private static float FloatOf(TensorFlowDataType source, long value) => source switch
    {
        TensorFlowDataType.Half => (float)BitConverter.UInt16BitsToHalf(unchecked((ushort)value)),
        TensorFlowDataType.BFloat16 => BitConverter.UInt32BitsToSingle(unchecked((uint)value << 16)),
        _ => BitConverter.Int32BitsToSingle(unchecked((int)value)),
    };

    private static InvalidModelException Fail(string name, string found) => new($"constant '{name}' {found}.") { Node = name };
}
