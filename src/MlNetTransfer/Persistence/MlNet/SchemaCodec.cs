using System.Buffers.Binary;
using System.Globalization;

namespace MlNetTransfer.Persistence.MlNet;

/// <summary>How a schema spells a type: a name, and bytes that say more (for a vector, its elements' type and its dimensions).</summary>
/// <param name="Name">The name.</param>
/// <param name="Parameters">The bytes.</param>
internal sealed record SchemaCodec(string Name, MlNetPart Parameters)
{
    private const string Vector = "VBuffer";
    private const string Text = "TextSpan";
    private const int Missing = unchecked((int)0x80000000);

    /// <summary>Numbers that classes may be called by: bytes of each, and its text.</summary>
    private static readonly Dictionary<string, (int Size, Func<ReadOnlyMemory<byte>, string> Format)> Numbers = new(StringComparer.Ordinal)
    {
        ["SByte"] = (1, b => Invariant((sbyte)b.Span[0])),
        ["Byte"] = (1, b => Invariant(b.Span[0])),
        ["Int16"] = (2, b => Invariant(BinaryPrimitives.ReadInt16LittleEndian(b.Span))),
        ["UInt16"] = (2, b => Invariant(BinaryPrimitives.ReadUInt16LittleEndian(b.Span))),
        ["Int32"] = (4, b => Invariant(BinaryPrimitives.ReadInt32LittleEndian(b.Span))),
        ["UInt32"] = (4, b => Invariant(BinaryPrimitives.ReadUInt32LittleEndian(b.Span))),
        ["Int64"] = (8, b => Invariant(BinaryPrimitives.ReadInt64LittleEndian(b.Span))),
        ["UInt64"] = (8, b => Invariant(BinaryPrimitives.ReadUInt64LittleEndian(b.Span))),
        ["Single"] = (4, b => Invariant(BinaryPrimitives.ReadSingleLittleEndian(b.Span))),
        ["Double"] = (8, b => Invariant(BinaryPrimitives.ReadDoubleLittleEndian(b.Span))),
    };

    /// <summary>Reads one.</summary>
    public static SchemaCodec Read(MlNetPart file, string what)
    {
        string name = file.ReadText(what);
        return new SchemaCodec(name, file.With(file.Take(file.ReadVarint(what), what)));
    }

    /// <summary>The elements of one vector as texts.</summary>
    /// <remarks>int32 1 (vectors), int32 length (0: int32 length follows), int32 -1 (dense), int32 0 (indices), values.</remarks>
    /// <exception cref="Graphs.InvalidModelException">The type is no vector of texts or numbers, or the bytes are not of that type.</exception>
    public string[] ReadVector(MlNetPart block)
    {
        SchemaCodec? element = Name == Vector ? Read(Parameters, "the type of class names") : null;
        int vectors = block.ReadInt32("the number of vectors");
        int length = block.ReadInt32("the number of class names");
        length = length == 0 ? block.ReadInt32("the number of class names") : length;
        int stored = block.ReadInt32("the number of stored class names");
        int indices = block.ReadInt32("the number of indices");
        if (vectors != 1 || length < 0 || stored != -1 || indices != 0)
        {
            throw block.Wrong(FormattableString.Invariant(
                $"the class names are {vectors} vectors of {length} with {stored} stored and {indices} indices; one vector with all of them (-1) was expected"));
        }

        string[] values = element?.Name is Text ? ReadTexts(block, length)
            : element is not null && Numbers.TryGetValue(element.Name, out (int Size, Func<ReadOnlyMemory<byte>, string> Format) number) ? ReadNumbers(block, length, number)
            : throw block.Wrong($"the class names are of type {Name}({element?.Name}); a vector of texts or numbers was expected");
        return block.IsAtEnd ? values : throw block.Wrong(FormattableString.Invariant($"{block.Length - block.Position} bytes follow the class names"));
    }

    /// <summary>int32 count, int32 end of each text in characters (top bit: missing), then all characters as one text.</summary>
    private static string[] ReadTexts(MlNetPart block, int length)
    {
        int count = block.ReadInt32("the number of texts");
        if (count != length)
        {
            throw block.Wrong(FormattableString.Invariant($"{count} texts are stored for {length} class names"));
        }

        MlNetPart ends = block.With(block.Take((long)length * sizeof(int), "the ends of class names"));
        string all = block.ReadText("the class names");
        string[] texts = new string[length];
        int start = 0;
        for (int i = 0; i < length; i++)
        {
            int stored = ends.ReadInt32("the end of a class name");
            int end = stored & ~Missing;
            texts[i] = end >= start && end <= all.Length
                ? stored < 0 ? "" : all[start..end]
                : throw block.Wrong(FormattableString.Invariant($"class name {i} is said to end at character {end} of {all.Length}, after {start}"));
            start = end;
        }

        return start == all.Length ? texts : throw block.Wrong(FormattableString.Invariant($"the class names end at character {start} of {all.Length}"));
    }

    private static string[] ReadNumbers(MlNetPart block, int length, (int Size, Func<ReadOnlyMemory<byte>, string> Format) number)
    {
        MlNetPart values = block.With(block.Take((long)length * number.Size, "the class numbers"));
        string[] texts = new string[length];
        for (int i = 0; i < length; i++)
        {
            texts[i] = number.Format(values.Take(number.Size, "a class number"));
        }

        return texts;
    }

    private static string Invariant(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
