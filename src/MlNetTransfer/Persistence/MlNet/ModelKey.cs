using System.Buffers.Binary;
using System.Text;

namespace MlNetTransfer.Persistence.MlNet;

/// <summary>A <c>Model.key</c>: 256 bytes of header, the component's own bytes, a table of strings, the name of an assembly, a tail.</summary>
/// <remarks>
/// All offsets count from the file's first byte; all numbers are little-endian. The assembly's name is checked to be in the file and never used:
/// nothing is loaded. Source: ML.NET's ModelHeader, byte table in <c>docs/mlnet-models.md</c>.
/// </remarks>
internal sealed class ModelKey
{
    private const int HeaderSize = 0x100;
    private const ulong Magic = 0x4C45444F4D004C4D; // "ML\0MODEL"
    private const ulong TailMagic = 0x4D4C004D4F44454C; // "LEDOM\0LM"
    private const uint OldestVersion = 0x00010001;
    private const uint NewestVersion = 0x00010002;
    private const int SignatureLength = 8;
    private const int LoaderLength = 24;

    private readonly MlNetPart _file;
    private readonly string[] _strings;

    private ModelKey(MlNetPart file)
    {
        _file = file;
        if (file.Length < HeaderSize + sizeof(ulong) || (ulong)Int64At(0) != Magic)
        {
            throw file.Wrong(FormattableString.Invariant($"{file.Length} bytes that do not begin with 'ML MODEL', which every {MlNetZip.KeyFile} does"));
        }

        (uint written, uint readable) = (UInt32At(0x08), UInt32At(0x0C));
        if (written < OldestVersion || readable > NewestVersion || readable > written)
        {
            throw file.Wrong(FormattableString.Invariant($"header version {written:X8}, readable from {readable:X8}; {OldestVersion:X8} to {NewestVersion:X8} are known"));
        }

        Signature = Ascii(0x40, SignatureLength);
        Version = UInt32At(0x48);
        ReadableVersion = UInt32At(0x4C);
        Loader = Ascii(0x50, LoaderLength);
        long bodyEnd = CheckLayout();
        Body = file.Part(HeaderSize, bodyEnd - HeaderSize, "the body");
        _strings = ReadStrings(bodyEnd);
    }

    /// <summary>Name of the component that wrote the body.</summary>
    public string Loader { get; }

    /// <summary>Short name of the body's layout.</summary>
    public string Signature { get; }

    /// <summary>Version of the body's layout.</summary>
    public uint Version { get; }

    /// <summary>Oldest version whose readers understand the body.</summary>
    public uint ReadableVersion { get; }

    /// <summary>The component's own bytes.</summary>
    public MlNetPart Body { get; }

    /// <summary>Reads one.</summary>
    /// <exception cref="Graphs.InvalidModelException">It is none.</exception>
    public static ModelKey Read(MlNetPart file) => new(file);

    /// <summary>Checks what the body is before it is read.</summary>
    public void Require(string signature, uint newestVersion)
    {
        if (Signature != signature || Version < OldestVersion || ReadableVersion > newestVersion || ReadableVersion > Version)
        {
            throw _file.Wrong(FormattableString.Invariant(
                $"'{Loader}' has signature '{Signature}' in version {Version:X8}, readable from {ReadableVersion:X8}; '{signature}' up to {newestVersion:X8} is known"));
        }
    }

    /// <summary>The next number of the body as a string of the table; null for the number that stands for none.</summary>
    public string? ReadString(string what)
    {
        int id = Body.ReadInt32(what);
        return id == -1 ? null
            : id >= 0 && id < _strings.Length ? _strings[id]
            : throw _file.Wrong(FormattableString.Invariant($"{what} is string {id} of {_strings.Length}"));
    }

    /// <summary>Header fields that say where things are; the end of the body.</summary>
    private long CheckLayout()
    {
        (long body, long bodyCount) = (Int64At(0x10), Int64At(0x18));
        (long tail, long limit) = (Int64At(0x80), Int64At(0x88));
        if (tail != _file.Length - sizeof(ulong) || limit != _file.Length || (ulong)Int64At(tail) != TailMagic)
        {
            throw _file.Wrong(FormattableString.Invariant($"{_file.Length} bytes, its tail is said to be at {tail} of {limit}: the entry is cut short or mixed up"));
        }

        if (body != HeaderSize || bodyCount < 0 || bodyCount > tail - HeaderSize)
        {
            throw _file.Wrong(FormattableString.Invariant($"the body is said to take {bodyCount} bytes at {body}, expected at {HeaderSize} and to end before {tail}"));
        }

        (long name, long nameCount) = (Int64At(0x90), UInt32At(0x98));
        bool isNamed = name >= HeaderSize + bodyCount && name <= tail && nameCount <= tail - name;
        return isNamed || (name == 0 && nameCount == 0)
            ? HeaderSize + bodyCount
            : throw _file.Wrong(FormattableString.Invariant($"the assembly's name is said to take {nameCount} bytes at {name}, expected between body and tail"));
    }

    /// <summary>Table: one end offset in bytes a string; after it the characters, UTF-16.</summary>
    private string[] ReadStrings(long bodyEnd)
    {
        (long table, long tableCount) = (Int64At(0x20), Int64At(0x28));
        (long text, long textCount) = (Int64At(0x30), Int64At(0x38));
        if (table == 0 && tableCount == 0 && text == 0 && textCount == 0)
        {
            return [];
        }

        if (table != bodyEnd || tableCount < 0 || tableCount % sizeof(long) != 0 || text - table != tableCount)
        {
            throw _file.Wrong(FormattableString.Invariant($"the string table is said to take {tableCount} bytes at {table} with its text at {text}, expected at {bodyEnd}"));
        }

        MlNetPart ends = _file.Part(table, tableCount, "the string table");
        ReadOnlySpan<byte> characters = _file.Part(text, textCount, "the strings").ToMemory().Span;
        string[] strings = new string[tableCount / sizeof(long)];
        long start = 0;
        for (int i = 0; i < strings.Length; i++)
        {
            long end = ends.ReadInt64("a string's end");
            strings[i] = end >= start && end <= characters.Length && end % sizeof(char) == 0
                ? Encoding.Unicode.GetString(characters[(int)start..(int)end])
                : throw _file.Wrong(FormattableString.Invariant($"string {i} is said to end at byte {end} of {characters.Length}"));
            start = end;
        }

        return start == characters.Length
            ? strings
            : throw _file.Wrong(FormattableString.Invariant($"the strings end at byte {start} of {characters.Length}"));
    }

    private long Int64At(long offset) => BinaryPrimitives.ReadInt64LittleEndian(_file.Part(offset, sizeof(long), "a header field").ToMemory().Span);

    private uint UInt32At(long offset) => BinaryPrimitives.ReadUInt32LittleEndian(_file.Part(offset, sizeof(uint), "a header field").ToMemory().Span);

    /// <summary>A name, filled up with zeros.</summary>
    private string Ascii(int offset, int length)
    {
        string name = Encoding.Latin1.GetString(_file.Part(offset, length, "a name").ToMemory().Span).TrimEnd('\0');
        return name.All(c => c == '\0' || char.IsAscii(c) && !char.IsControl(c))
            ? name.Replace('\0', ' ')
            : throw _file.Wrong("the component's name is no text");
    }
}
