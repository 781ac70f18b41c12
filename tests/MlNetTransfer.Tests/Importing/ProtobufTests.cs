using Google.Protobuf;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Protobuf;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Importing;

/// <summary>The wire reader and writer against Google's CodedInputStream and CodedOutputStream.</summary>
public sealed class ProtobufTests
{
    private static readonly ulong[] Numbers =
    [
        0, 1, 127, 128, 255, 16383, 16384, (1UL << 31) - 1, 1UL << 31, (1UL << 35) + 5, long.MaxValue, 1UL << 63, ulong.MaxValue,
    ];

    [Fact]
    public void Reads_what_Google_writes()
    {
        using MemoryStream stream = new();
        using (CodedOutputStream output = new(stream, leaveOpen: true))
        {
            foreach (ulong number in Numbers)
            {
                output.WriteTag(7, WireFormat.WireType.Varint);
                output.WriteUInt64(number);
            }

            output.WriteTag(536_870_911, WireFormat.WireType.Fixed32);
            output.WriteFloat(-1.5f);
            output.WriteTag(2, WireFormat.WireType.Fixed64);
            output.WriteDouble(Math.PI);
            output.WriteTag(3, WireFormat.WireType.LengthDelimited);
            output.WriteString("größe");
        }

        ProtobufReader reader = new(stream.ToArray());
        foreach (ulong number in Numbers)
        {
            Assert.True(reader.TryReadField(out int field, out WireType type));
            Assert.Equal((7, WireType.Varint), (field, type));
            Assert.Equal(number, reader.ReadVarint());
        }

        Assert.True(reader.TryReadField(out int last, out _));
        Assert.Equal(536_870_911, last);
        Assert.Equal(-1.5f, reader.ReadSingle());
        Assert.True(reader.TryReadField(out _, out _));
        Assert.Equal(Math.PI, reader.ReadDouble());
        Assert.True(reader.TryReadField(out _, out _));
        Assert.Equal("größe", reader.ReadString());
        Assert.False(reader.TryReadField(out _, out _));
    }

    [Fact]
    public void Writes_what_Google_reads()
    {
        byte[] large = new byte[5000];
        Fill(new SeededRandom(1), large);
        ProtobufWriter writer = new();
        foreach (ulong number in Numbers)
        {
            writer.Int64(7, unchecked((long)number));
        }

        writer.Single(9, 0.1f);
        writer.Message(3, m =>
        {
            m.Text(1, "inner");
            m.Bytes(2, large);
            m.Message(4, n => n.Int64(1, -1));
        });
        CodedInputStream input = new(writer.ToArray());
        foreach (ulong number in Numbers)
        {
            Assert.Equal(WireFormat.MakeTag(7, WireFormat.WireType.Varint), input.ReadTag());
            Assert.Equal(number, input.ReadUInt64());
        }

        Assert.Equal(WireFormat.MakeTag(9, WireFormat.WireType.Fixed32), input.ReadTag());
        Assert.Equal(0.1f, input.ReadFloat());
        Assert.Equal(WireFormat.MakeTag(3, WireFormat.WireType.LengthDelimited), input.ReadTag());
        CodedInputStream inner = new(input.ReadBytes().ToByteArray());
        Assert.Equal(0u, input.ReadTag());
        inner.ReadTag();
        Assert.Equal("inner", inner.ReadString());
        inner.ReadTag();
        Assert.Equal(large, inner.ReadBytes().ToByteArray());
        inner.ReadTag();
        CodedInputStream deepest = new(inner.ReadBytes().ToByteArray());
        deepest.ReadTag();
        Assert.Equal(-1, deepest.ReadInt64());
    }

    [Fact]
    public void Agrees_with_Google_on_random_fields()
    {
        SeededRandom random = new(20261121);
        int readable = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[1 + random.NextInt32(12)];
            Fill(random, bytes);
            bytes[0] = (byte)(8 | (random.NextInt32(6) is var wire && wire is 3 or 4 ? 0 : wire));
            List<string>? theirs = Google(bytes);
            List<string>? ours = Own(bytes);
            readable += ours is null ? 0 : 1;

            // Google drops the excess bits of a varint above 64 bits and skips groups; here both are refused. Nothing else may differ.
            if (ours is not null)
            {
                Assert.Equal(theirs, ours);
            }
            else
            {
                Assert.True(theirs is null || HasOverlongVarint(bytes) || theirs.Contains("group") || HasLargeTag(bytes), Convert.ToHexString(bytes));
            }
        }

        Assert.InRange(readable, 1000, 20_000);
    }

    [Theory]
    [InlineData("80", "inside a number")]
    [InlineData("08", "inside a number")]
    [InlineData("08FFFFFFFFFFFFFFFFFF02", "more than 64 bits")]
    [InlineData("08FFFFFFFFFFFFFFFFFFFF01", "more than 64 bits")]
    [InlineData("00", "field number of 0")]
    [InlineData("80808080801000", "above 2^29")]
    [InlineData("0B", "wire type 3")]
    [InlineData("0C", "wire type 4")]
    [InlineData("0E", "wire type 6")]
    [InlineData("0F", "wire type 7")]
    [InlineData("0D010203", "4 bytes where 3 are left")]
    [InlineData("0901020304050607", "8 bytes where 7 are left")]
    [InlineData("0A05010203", "5 bytes where 3 are left")]
    [InlineData("0AFFFFFFFF0F01", "4294967295 bytes where 1 are left")]
    [InlineData("0AFFFFFFFFFFFFFFFFFF0101", "18446744073709551615 bytes where 1 are left")]
    public void Refuses_broken_fields_with_the_offset(string hex, string found)
    {
        InvalidModelException e = Assert.Throws<InvalidModelException>(() => Own(Convert.FromHexString(hex), throws: true));
        Assert.Contains(found, e.Message, StringComparison.Ordinal);
        Assert.Contains("byte ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_text_that_is_not_utf8()
    {
        Assert.Throws<InvalidModelException>(static () =>
        {
            ProtobufReader reader = new(Convert.FromHexString("0A02C328"));
            reader.TryReadField(out _, out _);
            reader.ReadString();
        });
    }

    [Fact]
    public void Opens_a_hundred_nested_messages_and_no_more()
    {
        Assert.Equal(100, Depth(99));
        Assert.Contains("nested more than 100", Assert.Throws<InvalidModelException>(() => Depth(100)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_are_views_and_offsets_count_from_the_outermost_message()
    {
        byte[] message = Convert.FromHexString("0A060A03010203AA"); // the inner message ends with a broken tag
        ProtobufReader outer = new(message);
        outer.TryReadField(out _, out _);
        ProtobufReader inner = outer.ReadMessage();
        Assert.Equal(2, inner.Offset);
        inner.TryReadField(out _, out _);
        ReadOnlyMemory<byte> view = inner.ReadBytes();
        message[4] = 99;
        Assert.Equal(99, view.Span[0]);
        Assert.Equal(7, inner.Offset);
    }

    private static void Fill(SeededRandom random, byte[] bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)random.NextInt32(256);
        }
    }

    private static int Depth(int nested)
    {
        byte[] message = [];
        for (int i = 0; i < nested; i++)
        {
            message = References.OnnxBytes.Bytes(1, message);
        }

        int depth = 1;
        ProtobufReader reader = new(message);
        while (reader.TryReadField(out _, out _))
        {
            reader = reader.ReadMessage();
            depth++;
        }

        return depth;
    }

    private static List<string>? Own(byte[] bytes, bool throws = false)
    {
        try
        {
            List<string> values = [];
            ProtobufReader reader = new(bytes);
            while (reader.TryReadField(out int field, out WireType type))
            {
                values.Add(field + ":" + type switch
                {
                    WireType.Varint => reader.ReadVarint().ToString(System.Globalization.CultureInfo.InvariantCulture),
                    WireType.Fixed32 => BitConverter.SingleToUInt32Bits(reader.ReadSingle()).ToString(System.Globalization.CultureInfo.InvariantCulture),
                    WireType.Fixed64 => BitConverter.DoubleToUInt64Bits(reader.ReadDouble()).ToString(System.Globalization.CultureInfo.InvariantCulture),
                    _ => Convert.ToHexString(reader.ReadBytes().Span),
                });
            }

            return values;
        }
        catch (InvalidModelException) when (!throws)
        {
            return null;
        }
    }

    private static List<string>? Google(byte[] bytes)
    {
        try
        {
            List<string> values = [];
            CodedInputStream input = new(bytes);
            for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                string prefix = WireFormat.GetTagFieldNumber(tag) + ":";
                switch (WireFormat.GetTagWireType(tag))
                {
                    case WireFormat.WireType.Varint:
                        values.Add(prefix + input.ReadUInt64().ToString(System.Globalization.CultureInfo.InvariantCulture));
                        break;
                    case WireFormat.WireType.Fixed32:
                        values.Add(prefix + input.ReadFixed32().ToString(System.Globalization.CultureInfo.InvariantCulture));
                        break;
                    case WireFormat.WireType.Fixed64:
                        values.Add(prefix + input.ReadFixed64().ToString(System.Globalization.CultureInfo.InvariantCulture));
                        break;
                    case WireFormat.WireType.LengthDelimited:
                        values.Add(prefix + Convert.ToHexString(input.ReadBytes().Span));
                        break;
                    default:
                        values.Add("group");
                        return values;
                }
            }

            return values;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static bool HasOverlongVarint(byte[] bytes)
    {
        int run = 0;
        foreach (byte b in bytes)
        {
            run = b >= 0x80 ? run + 1 : 0;
            if (run >= 9)
            {
                return true;
            }
        }

        return false;
    }

    // Google reads tags as 32 bits and drops what is above.
    private static bool HasLargeTag(byte[] bytes)
    {
        int run = 0;
        foreach (byte b in bytes)
        {
            if (run >= 4)
            {
                return true;
            }

            run = b >= 0x80 ? run + 1 : 0;
        }

        return false;
    }
}
