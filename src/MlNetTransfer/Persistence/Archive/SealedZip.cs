using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MlNetTransfer.Persistence.Archive;

/// <summary>The one form of ZIP file that model archives have: entries stored one after another, fixed times, and a seal over every byte.</summary>
/// <remarks>
/// PKWARE APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (end record). No compression, no extra fields,
/// no gaps, no ZIP64: any ZIP tool can read it, and each byte of the file follows from names and contents. The seal is the archive comment,
/// <c>mlnet-transfer seal sha256:</c> and 64 digits: SHA-256 of everything before the end record.
/// </remarks>
internal static class SealedZip
{
    public const uint LocalSignature = 0x04034B50;
    public const uint CentralSignature = 0x02014B50;
    public const uint EndSignature = 0x06054B50;
    public const int LocalHeaderSize = 30;
    public const int CentralHeaderSize = 46;
    public const int EndRecordSize = 22;
    public const string SealPrefix = "mlnet-transfer seal sha256:";

    private const ushort Version20 = 20;
    private const ushort Utf8Flag = 0x0800;
    private const ushort FirstDate = 0x0021; // 1 January 1980, the earliest date a ZIP entry can have

    /// <summary>Length of the comment.</summary>
    public static int SealSize => SealPrefix.Length + (2 * SHA256.HashSizeInBytes);

    /// <summary>Local header of an entry, name included.</summary>
    public static byte[] LocalHeader(SealedZipEntry entry)
    {
        byte[] name = Encoding.UTF8.GetBytes(entry.Name);
        byte[] header = new byte[LocalHeaderSize + name.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(header, LocalSignature);
        WriteCommon(header.AsSpan(4), entry, name.Length);
        name.CopyTo(header, LocalHeaderSize);
        return header;
    }

    /// <summary>Central directory header of an entry, name included.</summary>
    public static byte[] CentralHeader(SealedZipEntry entry)
    {
        byte[] name = Encoding.UTF8.GetBytes(entry.Name);
        byte[] header = new byte[CentralHeaderSize + name.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(header, CentralSignature);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), Version20);
        WriteCommon(header.AsSpan(6), entry, name.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(42), checked((uint)entry.HeaderOffset));
        name.CopyTo(header, CentralHeaderSize);
        return header;
    }

    /// <summary>End record with the seal.</summary>
    public static byte[] EndRecord(int entryCount, long directoryOffset, long directorySize, ReadOnlySpan<byte> hash)
    {
        byte[] record = new byte[EndRecordSize + SealSize];
        BinaryPrimitives.WriteUInt32LittleEndian(record, EndSignature);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(8), checked((ushort)entryCount));
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(10), checked((ushort)entryCount));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12), checked((uint)directorySize));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(16), checked((uint)directoryOffset));
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(20), (ushort)SealSize);
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{SealPrefix}{Convert.ToHexStringLower(hash)}"), record.AsSpan(EndRecordSize));
        return record;
    }

    /// <summary>The fields that both headers share: version needed, flags, method, time, date, checksum, sizes, name length.</summary>
    private static void WriteCommon(Span<byte> fields, SealedZipEntry entry, int nameLength)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(fields, Version20);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[2..], Utf8Flag);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[8..], FirstDate);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[10..], entry.Checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[14..], checked((uint)entry.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(fields[18..], checked((uint)entry.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(fields[22..], checked((ushort)nameLength));
    }
}
