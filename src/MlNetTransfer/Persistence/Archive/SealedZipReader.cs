using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MlNetTransfer.Graphs;

namespace MlNetTransfer.Persistence.Archive;

/// <summary>Reads a <see cref="SealedZip"/> and accepts nothing else: every byte of the file is accounted for.</summary>
internal static class SealedZipReader
{
    private const int MaxNameLength = 255;

    /// <summary>Finds the entries of an archive.</summary>
    /// <exception cref="InvalidModelException">Any byte is not as this library would have written it.</exception>
    public static List<(string Name, ReadOnlyMemory<byte> Content)> Read(string source, ReadOnlyMemory<byte> file, ArchiveLimits limits)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        int endOffset = FindEnd(source, bytes);
        ReadOnlySpan<byte> end = bytes[endOffset..];
        int count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        long directoryOffset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        long directorySize = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
        if (directoryOffset + directorySize != endOffset)
        {
            throw Bad(source, "central directory", "it does not end where the end record begins");
        }

        if (count < 1 || count > limits.MaxEntries)
        {
            throw Bad(source, "central directory", FormattableString.Invariant($"{count} entries, 1 to {limits.MaxEntries} are allowed"));
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..endOffset], hash);
        if (!end.SequenceEqual(SealedZip.EndRecord(count, directoryOffset, directorySize, hash)))
        {
            throw Bad(source, "seal", "the bytes are not those that were written: the file was changed or damaged");
        }

        return ReadEntries(source, file[..endOffset], (int)directoryOffset, count);
    }

    /// <summary>Where the end record with the seal begins; 0 when there is none.</summary>
    public static int SealOffset(ReadOnlySpan<byte> bytes)
    {
        int offset = bytes.Length - SealedZip.EndRecordSize - SealedZip.SealSize;
        bool hasSeal = offset > 0
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]) == SealedZip.EndSignature
            && bytes[(offset + SealedZip.EndRecordSize)..].StartsWith(Encoding.ASCII.GetBytes(SealedZip.SealPrefix));
        return hasSeal ? offset : 0;
    }

    private static int FindEnd(string source, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != SealedZip.LocalSignature)
        {
            throw new InvalidModelException($"{source}: is no model archive (it does not begin like a ZIP file). Give the zip that 'train' or Save wrote.");
        }

        return SealOffset(bytes) is > 0 and var offset ? offset
            : throw new InvalidModelException(FormattableString.Invariant(
                $"{source}: the archive's end is missing after {bytes.Length} bytes: the file is cut short, or another program packed it again. Copy the model again from where it was made."))
            { Node = "end record" };
    }

    private static List<(string Name, ReadOnlyMemory<byte> Content)> ReadEntries(string source, ReadOnlyMemory<byte> file, int directoryOffset, int count)
    {
        List<(string Name, ReadOnlyMemory<byte> Content)> entries = [];
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        int position = directoryOffset;
        long expectedHeader = 0;
        for (int i = 0; i < count; i++)
        {
            SealedZipEntry entry = ReadCentral(source, file.Span, ref position);
            if (!names.Add(entry.Name))
            {
                throw Bad(source, entry.Name, "two entries have this name");
            }

            if (entry.HeaderOffset != expectedHeader)
            {
                throw Bad(source, entry.Name, "the entry does not begin where the one before ends");
            }

            byte[] local = SealedZip.LocalHeader(entry);
            expectedHeader = entry.HeaderOffset + local.Length + entry.Length;
            if (expectedHeader > directoryOffset || !file.Span.Slice((int)entry.HeaderOffset, local.Length).SequenceEqual(local))
            {
                throw Bad(source, entry.Name, "its local header and the directory disagree");
            }

            entries.Add((entry.Name, file.Slice((int)entry.HeaderOffset + local.Length, (int)entry.Length)));
        }

        return position == file.Length && expectedHeader == directoryOffset
            ? entries
            : throw Bad(source, "central directory", "there are bytes that belong to no entry");
    }

    private static SealedZipEntry ReadCentral(string source, ReadOnlySpan<byte> file, ref int position)
    {
        ReadOnlySpan<byte> rest = file[position..];
        int nameLength = rest.Length < SealedZip.CentralHeaderSize ? -1 : BinaryPrimitives.ReadUInt16LittleEndian(rest[28..]);
        if (nameLength < 1 || nameLength > MaxNameLength || rest.Length < SealedZip.CentralHeaderSize + nameLength)
        {
            throw Bad(source, "central directory", "an entry's record is cut short or its name is empty or too long");
        }

        ReadOnlySpan<byte> nameBytes = rest.Slice(SealedZip.CentralHeaderSize, nameLength);
        if (nameBytes.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E))
        {
            throw Bad(source, "central directory", "an entry's name holds characters other than printable ASCII");
        }

        string name = Encoding.ASCII.GetString(nameBytes);
        if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal)
            || name.Split('/').Any(part => part is "" or "." or ".."))
        {
            throw Bad(source, name, "the name is absolute or leads out of the archive");
        }

        SealedZipEntry entry = new(
            name,
            BinaryPrimitives.ReadUInt32LittleEndian(rest[42..]),
            BinaryPrimitives.ReadUInt32LittleEndian(rest[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(rest[16..]));
        if (!rest[..(SealedZip.CentralHeaderSize + nameLength)].SequenceEqual(SealedZip.CentralHeader(entry)))
        {
            throw Bad(source, name, "the entry is compressed, encrypted or otherwise not as this library writes it");
        }

        position += SealedZip.CentralHeaderSize + nameLength;
        return entry;
    }

    private static InvalidModelException Bad(string source, string part, string found) =>
        new($"{source}: {part}: {found}. Copy the model again from where it was made.") { Node = part };
}
