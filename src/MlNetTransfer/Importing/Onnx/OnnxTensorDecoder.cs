using System.Buffers.Binary;
using System.Globalization;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Protobuf;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.Onnx;

/// <summary>Turns <see cref="OnnxTensor"/> into tensors: every data form of TensorProto, checked against the declared shape.</summary>
/// <remarks>
/// <para>Whole views where the file's layout is already a tensor's (raw_data, packed float_data and double_data); copies where values must be widened.</para>
/// <para>NaN is refused in every float tensor, infinity in all but one-element tensors (clip bounds, pad values). Denormals become 0 and are counted.</para>
/// </remarks>
internal sealed class OnnxTensorDecoder(OnnxReadOptions options)
{
    private static readonly HashSet<string> ExternalKeys = ["location", "offset", "length", "checksum", "basepath"];

    private readonly WeightCheck _check = new();

    /// <summary>Number of denormal weights that were set to 0.</summary>
    public long DenormalCount => _check.DenormalCount;

    /// <summary>Decodes a tensor.</summary>
    /// <param name="source">The tensor in the file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidModelException">Shape, data and type do not agree, or values are not finite.</exception>
    public Tensor Decode(OnnxTensor source, string name)
    {
        if (!OnnxElementTypes.TryMap(source.DataType, out ElementType elementType))
        {
            throw Fail(name, $"has elements of type {OnnxElementTypes.NameOf(source.DataType)}, which is not supported");
        }

        Shape shape = ShapeOf(source, name);
        ReadOnlyMemory<byte> bytes = source.IsExternal ? ExternalBytes(source, name)
            : source.RawData is { } raw ? raw
            : TypedBytes(source, shape, name);
        if (source.IsExternal || source.RawData is not null)
        {
            bytes = WidenRaw(source.DataType, bytes, shape, name);
        }

        if (bytes.Length != shape.ElementCount * ElementTypes.SizeOf(elementType))
        {
            throw SizeFailure(name, shape, elementType, bytes.Length);
        }

        if (elementType == ElementType.Bool && bytes.Span.ContainsAnyExceptInRange((byte)0, (byte)1))
        {
            throw Fail(name, "holds a truth value that is neither 0 nor 1");
        }

        Tensor tensor = Tensor.FromBytes(elementType, shape, bytes);
        return elementType == ElementType.Float32 ? _check.Check(tensor, found => Fail(name, found)) : tensor;
    }

    private static Shape ShapeOf(OnnxTensor source, string name)
    {
        Span<int> dimensions = stackalloc int[Shape.MaxRank];
        for (int i = 0; i < source.Dimensions.Count; i++)
        {
            if (source.Dimensions[i] is < 0 or > int.MaxValue)
            {
                throw Fail(name, FormattableString.Invariant($"has a dimension of {source.Dimensions[i]}; 0 to {int.MaxValue} is allowed"));
            }

            dimensions[i] = (int)source.Dimensions[i];
        }

        // No tensor of a file can have more elements than the file can have bytes.
        Int128 count = 1;
        foreach (long dimension in source.Dimensions)
        {
            count = count > int.MaxValue && dimension > 0 ? count : count * dimension;
        }

        return count <= int.MaxValue
            ? new Shape(dimensions[..source.Dimensions.Count])
            : throw Fail(name, $"has the dimensions [{string.Join(", ", source.Dimensions)}], more elements than a file of 2 GiB can hold");
    }

    private ReadOnlyMemory<byte> ExternalBytes(OnnxTensor source, string name)
    {
        string location = source.ExternalData.GetValueOrDefault("location", "");
        if (source.ExternalData.Keys.FirstOrDefault(k => !ExternalKeys.Contains(k)) is { } unknown)
        {
            throw Fail(name, $"has external data with the unknown key '{unknown}'");
        }

        if (!options.ExternalData.TryGetValue(location, out ReadOnlyMemory<byte> file))
        {
            throw Fail(name, $"lies outside the model file, in '{location}'; external data are off. Save the network as one file, or give that file's content to the reader");
        }

        long offset = Number(source, "offset", 0, name);
        long length = Number(source, "length", file.Length - Math.Min(offset, file.Length), name);
        return offset <= file.Length && length <= file.Length - offset
            ? file.Slice((int)offset, (int)length)
            : throw Fail(name, FormattableString.Invariant($"has external data at {offset} + {length} of '{location}', which has {file.Length} bytes"));
    }

    private static long Number(OnnxTensor source, string key, long otherwise, string name)
    {
        if (!source.ExternalData.TryGetValue(key, out string? text))
        {
            return otherwise;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Fail(name, $"has external data with {key} '{text}'; 0 or more is allowed");
    }

    private static ReadOnlyMemory<byte> WidenRaw(OnnxDataType type, ReadOnlyMemory<byte> raw, Shape shape, string name)
    {
        int size = type switch
        {
            OnnxDataType.Float16 or OnnxDataType.BFloat16 or OnnxDataType.UInt16 or OnnxDataType.Int16 => 2,
            OnnxDataType.UInt32 => 4,
            _ => 0,
        };
        if (size == 0)
        {
            return raw;
        }

        if (raw.Length != shape.ElementCount * size)
        {
            throw Fail(name, FormattableString.Invariant($"has the shape {shape}, which takes {shape.ElementCount * size} bytes, but {raw.Length} bytes of data"));
        }

        ReadOnlySpan<byte> from = raw.Span;
        long[] values = new long[from.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = type == OnnxDataType.Int16 ? BinaryPrimitives.ReadInt16LittleEndian(from[(2 * i)..])
                : size == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(from[(2 * i)..])
                : BinaryPrimitives.ReadUInt32LittleEndian(from[(4 * i)..]);
        }

        byte[] widened = new byte[values.Length * TargetSize(type)];
        for (int i = 0; i < values.Length; i++)
        {
            Store(type, values[i], widened, i);
        }

        return widened;
    }

    private static ReadOnlyMemory<byte> TypedBytes(OnnxTensor source, Shape shape, string name)
    {
        int expectedField = source.DataType switch
        {
            OnnxDataType.Float => 4,
            OnnxDataType.Double => 10,
            OnnxDataType.Int64 => 7,
            OnnxDataType.UInt32 => 11,
            _ => 5,
        };
        if (source.TypedField != expectedField && shape.ElementCount > 0)
        {
            throw Fail(name, FormattableString.Invariant($"has the shape {shape} but no data in the field for {OnnxElementTypes.NameOf(source.DataType)} values"));
        }

        return expectedField is 4 or 10 ? Join(source.FixedData) : Varints(source, shape, name);
    }

    private static ReadOnlyMemory<byte> Join(List<ReadOnlyMemory<byte>> runs)
    {
        if (runs.Count <= 1)
        {
            return runs.Count == 0 ? default : runs[0];
        }

        byte[] all = new byte[runs.Sum(r => (long)r.Length)];
        int position = 0;
        foreach (ReadOnlyMemory<byte> run in runs)
        {
            run.CopyTo(all.AsMemory(position));
            position += run.Length;
        }

        return all;
    }

    private static byte[] Varints(OnnxTensor source, Shape shape, string name)
    {
        // Each value takes at least one byte in the file, which bounds what is allocated here.
        long available = source.VarintData.Sum(r => (long)r.Length);
        if (shape.ElementCount > available)
        {
            throw Fail(name, FormattableString.Invariant($"has the shape {shape}, {shape.ElementCount} elements, but {available} bytes of data"));
        }

        byte[] bytes = new byte[shape.ElementCount * TargetSize(source.DataType)];
        long count = 0;
        foreach (ReadOnlyMemory<byte> run in source.VarintData)
        {
            ProtobufReader reader = new(run);
            while (reader.Remaining > 0)
            {
                long value = reader.ReadInt64();
                if (count == shape.ElementCount)
                {
                    throw Fail(name, FormattableString.Invariant($"has the shape {shape}, {shape.ElementCount} elements, but more data"));
                }

                Store(source.DataType, value, bytes, (int)count++);
            }
        }

        return count == shape.ElementCount
            ? bytes
            : throw Fail(name, FormattableString.Invariant($"has the shape {shape}, {shape.ElementCount} elements, but data for {count}"));
    }

    private static int TargetSize(OnnxDataType type) => OnnxElementTypes.TryMap(type, out ElementType mapped) ? ElementTypes.SizeOf(mapped) : 0;

    private static void Store(OnnxDataType type, long value, Span<byte> target, int index)
    {
        switch (type)
        {
            case OnnxDataType.Float16:
                BinaryPrimitives.WriteSingleLittleEndian(target[(4 * index)..], (float)BitConverter.UInt16BitsToHalf(unchecked((ushort)value)));
                break;
            case OnnxDataType.BFloat16:
                BinaryPrimitives.WriteUInt32LittleEndian(target[(4 * index)..], unchecked((uint)value) << 16);
                break;
            case OnnxDataType.Int64 or OnnxDataType.UInt32:
                BinaryPrimitives.WriteInt64LittleEndian(target[(8 * index)..], value);
                break;
            case OnnxDataType.Int32 or OnnxDataType.Int16 or OnnxDataType.UInt16:
                BinaryPrimitives.WriteInt32LittleEndian(target[(4 * index)..], unchecked((int)value));
                break;
            default:
                target[index] = type == OnnxDataType.Bool ? (byte)(value == 0 ? 0 : 1) : unchecked((byte)value);
                break;
        }
    }

    private static InvalidModelException SizeFailure(string name, Shape shape, ElementType type, int length) =>
        Fail(name, FormattableString.Invariant($"has the shape {shape}, which takes {shape.ElementCount} x {ElementTypes.SizeOf(type)} bytes, but {length} bytes of data"));

    private static InvalidModelException Fail(string name, string found) => new($"tensor '{name}' {found}.") { Node = name };
}
