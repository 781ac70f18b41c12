using System.IO.Compression;

namespace MlNetTransfer.Persistence.MlNet;

/// <summary>A schema in ML.NET's binary data format (IDV) without rows: columns, and what is noted about them. Only names of classes are taken from it.</summary>
/// <remarks>
/// Header of 256 bytes, a table of columns, for each column a table of metadata (kind, codec, compression, place), blocks of metadata, a tail.
/// Source: ML.NET's BinaryLoader and its codecs, byte table in <c>docs/mlnet-models.md</c>.
/// </remarks>
internal sealed class SchemaFile
{
    private const int HeaderSize = 256;
    private const ulong Magic = 0x00425644004C4D43; // "CML\0DVB\0"
    private const ulong TailMagic = 0x434D4C0044564200; // "\0BVD\0LMC"
    private const ulong NewestVersion = 0x0001000100010006;
    private const string KeyValues = "KeyValues";

    private readonly MlNetPart _file;
    private readonly long _tail;
    private readonly int _maxBytes;

    private SchemaFile(MlNetPart file, int maxBytes)
    {
        _maxBytes = maxBytes;
        file.Seek(0, "the header");
        ulong magic = file.Length < HeaderSize + sizeof(ulong) ? 0 : (ulong)file.ReadInt64("the signature");
        if (magic != Magic)
        {
            throw file.Wrong(FormattableString.Invariant($"{file.Length} bytes that do not begin with 'CML DVB', which every schema does"));
        }

        file.ReadInt64("the version");
        ulong compatible = (ulong)file.ReadInt64("the compatible version");
        if (compatible > NewestVersion)
        {
            throw file.Wrong(FormattableString.Invariant($"it needs a reader of version {compatible:X16}, known is {NewestVersion:X16}"));
        }

        TableOffset = file.ReadInt64("the table's place");
        _tail = file.ReadInt64("the tail's place");
        file.ReadInt64("the row count");
        ColumnCount = file.ReadInt32("the column count");
        file.Seek(_tail, "the tail");
        if (_tail != file.Length - sizeof(ulong) || (ulong)file.ReadInt64("the tail") != TailMagic || ColumnCount < 0 || !IsInside(TableOffset, 0))
        {
            throw file.Wrong(FormattableString.Invariant($"{file.Length} bytes, its tail is said to be at {_tail} and its {ColumnCount} columns at {TableOffset}: the entry is cut short or mixed up"));
        }

        _file = file.Part(0, _tail, "the schema");
    }

    private long TableOffset { get; }

    private int ColumnCount { get; }

    /// <summary>Values that the keys of a column stand for.</summary>
    /// <param name="file">The schema.</param>
    /// <param name="column">The column's name; the last one of that name counts, as in ML.NET.</param>
    /// <param name="maxBytes">Largest block after unpacking.</param>
    /// <returns>Texts in the order of the keys; null when the column is missing or holds plain numbers.</returns>
    /// <exception cref="Graphs.InvalidModelException">The bytes are damaged, or the values are of a type that no class name has.</exception>
    public static string[]? FindKeyValues(MlNetPart file, string column, int maxBytes) => new SchemaFile(file, maxBytes).FindKeyValues(column);

    private string[]? FindKeyValues(string column)
    {
        _file.Seek(TableOffset, "the table of columns");
        long found = 0;
        for (int i = 0; i < ColumnCount; i++)
        {
            string name = _file.ReadText("a column's name");
            SchemaCodec.Read(_file, "a column's type");
            _file.ReadByte("a column's compression");
            _file.ReadVarint("a column's rows in a block");
            long lookup = _file.ReadInt64("a column's blocks");
            long metadata = _file.ReadInt64("a column's metadata");
            if (!IsInside(lookup, 0) || (metadata != 0 && !IsInside(metadata, 0)))
            {
                throw _file.Wrong(FormattableString.Invariant($"column '{name}' is said to be at {lookup} and {metadata}, which is outside {HeaderSize} to {_tail}"));
            }

            found = name == column ? metadata : found;
        }

        return found == 0 ? null : ReadKeyValues(column, found);
    }

    private string[]? ReadKeyValues(string column, long metadata)
    {
        _file.Seek(metadata, "the metadata");
        int count = _file.ReadVarint("the number of metadata");
        for (int i = 0; i < count; i++)
        {
            string kind = _file.ReadText("a kind of metadata");
            SchemaCodec codec = SchemaCodec.Read(_file, "the type of metadata");
            byte compression = _file.ReadByte("the compression of metadata");
            long offset = _file.ReadInt64("the place of metadata");
            long length = _file.ReadVarint("the length of metadata");
            if (!IsInside(offset, length))
            {
                throw _file.Wrong(FormattableString.Invariant($"'{kind}' of column '{column}' is said to take {length} bytes at {offset}, which is outside {HeaderSize} to {_tail}"));
            }

            if (kind == KeyValues)
            {
                return codec.ReadVector(_file.With(Unpack(_file.Part(offset, length, kind), compression)));
            }
        }

        return null;
    }

    private bool IsInside(long offset, long length) => offset >= HeaderSize && length >= 0 && offset <= _tail && length <= _tail - offset;

    /// <summary>0 as it is, 1 deflate, 2 deflate in zlib's frame.</summary>
    private ReadOnlyMemory<byte> Unpack(MlNetPart block, byte compression)
    {
        if (compression == 0)
        {
            return block.ToMemory();
        }

        if (compression > 2)
        {
            throw block.Wrong(FormattableString.Invariant($"the class names are packed by method {compression}; 0, 1 and 2 are known"));
        }

        using MemoryStream packed = new(block.ToMemory().ToArray());
        using Stream unpacker = compression == 1 ? new DeflateStream(packed, CompressionMode.Decompress) : new ZLibStream(packed, CompressionMode.Decompress);
        using MemoryStream unpacked = new();
        byte[] buffer = new byte[16_384];
        try
        {
            for (int read; (read = unpacker.Read(buffer)) > 0;)
            {
                unpacked.Write(buffer, 0, read);
                if (unpacked.Length > _maxBytes)
                {
                    throw block.Wrong(FormattableString.Invariant($"the class names unpack to more than {_maxBytes:N0} bytes"));
                }
            }
        }
        catch (InvalidDataException exception)
        {
            throw block.Wrong($"the class names cannot be unpacked ({exception.Message})");
        }

        return unpacked.ToArray();
    }
}
