using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MlNetTransfer.Datasets.Caching;

/// <summary>Format of a file of equal-sized, individually checksummed records behind one checksummed header.</summary>
/// <remarks>
/// <para>Header, 64 bytes: magic (8), identity (32), record size (4, little-endian), zeros (12), checksum (8). Record: body, checksum (16).
/// Checksums are the first bytes of SHA-256; a record's covers the identity too, so that a record never counts in another log.</para>
/// <para>A process that is killed while appending leaves an incomplete last record, which readers pass over and the next writer cuts off.</para>
/// </remarks>
internal sealed class RecordLog
{
    public const int HeaderSize = 64;
    public const string Extension = ".mltlog";

    private const int ChecksumSize = 16;
    private const int HeaderChecksumOffset = HeaderSize - 8;
    private readonly byte[] _identity;
    private readonly byte[] _header;

    public RecordLog(byte[] identity, int bodySize)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(identity.Length, SHA256.HashSizeInBytes);
        _identity = identity;
        BodySize = bodySize;
        _header = new byte[HeaderSize];
        "MLTLOG01"u8.CopyTo(_header);
        identity.CopyTo(_header, 8);
        BinaryPrimitives.WriteInt32LittleEndian(_header.AsSpan(40), RecordSize);
        SHA256.HashData(_header.AsSpan(0, HeaderChecksumOffset)).AsSpan(0, 8).CopyTo(_header.AsSpan(HeaderChecksumOffset));
    }

    public int BodySize { get; }

    public int RecordSize => BodySize + ChecksumSize;

    public ReadOnlySpan<byte> Header => _header;

    /// <summary>Whether the first bytes of a file say that it is a log of this identity and record size.</summary>
    public bool IsHeader(ReadOnlySpan<byte> bytes) => bytes.SequenceEqual(_header);

    /// <summary>Number of complete records in a file of a length.</summary>
    public long CountRecords(long fileLength) => fileLength < HeaderSize ? 0 : (fileLength - HeaderSize) / RecordSize;

    /// <summary>Offset of a record.</summary>
    public long OffsetOf(long index) => HeaderSize + (index * RecordSize);

    /// <summary>Completes a record whose body is in place.</summary>
    public void Seal(Span<byte> record) => Checksum(record[..BodySize], record[BodySize..]);

    /// <summary>Whether a record is as it was sealed.</summary>
    public bool IsIntact(ReadOnlySpan<byte> record)
    {
        Span<byte> expected = stackalloc byte[ChecksumSize];
        Checksum(record[..BodySize], expected);
        return record[BodySize..].SequenceEqual(expected);
    }

    private void Checksum(ReadOnlySpan<byte> body, Span<byte> destination)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_identity);
        hash.AppendData(body);
        Span<byte> full = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(full);
        full[..ChecksumSize].CopyTo(destination);
    }
}
