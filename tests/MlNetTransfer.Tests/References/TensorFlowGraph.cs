using System.Buffers.Binary;
using Google.Protobuf;

namespace MlNetTransfer.Tests.References;

/// <summary>A GraphDef read with Google's reader into plain dictionaries; shares no code with the product.</summary>
internal sealed class TensorFlowGraph
{
    public List<Node> Nodes { get; } = [];

    public static TensorFlowGraph Parse(byte[] file)
    {
        TensorFlowGraph graph = new();
        foreach (byte[] node in Fields(file).Where(f => f.Number == 1).Select(f => f.Bytes))
        {
            (int Number, byte[] Bytes, ulong Value)[] fields = [.. Fields(node)];
            graph.Nodes.Add(new Node(
                Text(fields.First(f => f.Number == 1).Bytes),
                Text(fields.First(f => f.Number == 2).Bytes),
                [.. fields.Where(f => f.Number == 3).Select(f => Text(f.Bytes)).Where(i => !i.StartsWith('^'))],
                fields.Where(f => f.Number == 5).Select(f => Fields(f.Bytes).ToArray()).ToDictionary(e => Text(e[0].Bytes), e => e[1].Bytes)));
        }

        return graph;
    }

    private static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    private static IEnumerable<(int Number, byte[] Bytes, ulong Value)> Fields(byte[] message)
    {
        CodedInputStream input = new(message);
        uint tag;
        while ((tag = input.ReadTag()) != 0)
        {
            int number = WireFormat.GetTagFieldNumber(tag);
            yield return WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => (number, [], input.ReadUInt64()),
                WireFormat.WireType.Fixed32 => (number, [], input.ReadFixed32()),
                _ => (number, input.ReadBytes().ToByteArray(), 0UL),
            };
        }
    }

    /// <summary>A node; attributes are AttrValue messages.</summary>
    internal sealed record Node(string Name, string Op, string[] Inputs, Dictionary<string, byte[]> Attributes)
    {
        public string Text(string name, string otherwise) => One(name) is { } f ? TensorFlowGraph.Text(f.Bytes) : otherwise;

        public long Int(string name, long otherwise = 0) => One(name) is { } f ? (long)f.Value : otherwise;

        public double Float(string name) => BitConverter.UInt32BitsToSingle((uint)One(name)!.Value.Value);

        public int[]? Ints(string name) => One(name) is { } f ? [.. Fields(f.Bytes).SelectMany(l => Varints(l.Bytes)).Select(v => (int)v)] : null;

        /// <summary>The constant, repeated values filled in.</summary>
        public ReferenceArray Tensor()
        {
            (int Number, byte[] Bytes, ulong Value)[] fields = [.. Fields(One("value")!.Value.Bytes)];
            int[] shape = [.. fields.Where(f => f.Number == 2).SelectMany(f => Fields(f.Bytes)).Select(d => (int)Fields(d.Bytes).Single().Value)];
            double[] values = [.. fields.Where(f => f.Number is 4 or 5 or 7).SelectMany(f => Numbers(f.Number, f.Bytes, isFloat: fields.First(x => x.Number == 1).Value == 1))];
            int count = shape.Aggregate(1, (a, b) => a * b);
            return new ReferenceArray(shape, [.. Enumerable.Range(0, count).Select(i => values[Math.Min(i, values.Length - 1)])]);
        }

        private static IEnumerable<double> Numbers(int field, byte[] bytes, bool isFloat) =>
            field == 7 ? Varints(bytes).Select(v => (double)(int)v)
            : bytes.Chunk(4).Select(c => isFloat ? BinaryPrimitives.ReadSingleLittleEndian(c) : (double)BinaryPrimitives.ReadInt32LittleEndian(c));

        private static IEnumerable<long> Varints(byte[] bytes)
        {
            CodedInputStream input = new(bytes);
            while (!input.IsAtEnd)
            {
                yield return input.ReadInt64();
            }
        }

        private (int Number, byte[] Bytes, ulong Value)? One(string name) =>
            Attributes.TryGetValue(name, out byte[]? value) ? Fields(value).Single() : null;
    }
}
