using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MlNetTransfer.Datasets;

/// <summary>SHA-256 of a file's bytes: two pictures with equal hashes are the same file.</summary>
/// <remarks>FIPS 180-4.</remarks>
public readonly record struct ContentHash : IComparable<ContentHash>
{
    /// <summary>Number of bytes.</summary>
    public const int Size = 32;

    private readonly ulong _part0;
    private readonly ulong _part1;
    private readonly ulong _part2;
    private readonly ulong _part3;

    /// <summary>Takes a hash from its bytes.</summary>
    /// <param name="bytes">Exactly 32 bytes.</param>
    /// <exception cref="ArgumentException">The number of bytes is wrong.</exception>
    public ContentHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException(FormattableString.Invariant($"A SHA-256 hash has {Size} bytes, got {bytes.Length}."), nameof(bytes));
        }

        _part0 = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _part1 = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _part2 = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _part3 = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>Hashes bytes.</summary>
    /// <param name="content">The bytes of a file.</param>
    /// <returns>Their hash.</returns>
    public static ContentHash Of(ReadOnlySpan<byte> content)
    {
        Span<byte> bytes = stackalloc byte[Size];
        SHA256.HashData(content, bytes);
        return new ContentHash(bytes);
    }

    /// <summary>Whether the left hash comes before the right one.</summary>
    public static bool operator <(ContentHash left, ContentHash right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left hash comes after the right one.</summary>
    public static bool operator >(ContentHash left, ContentHash right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left hash comes before the right one or equals it.</summary>
    public static bool operator <=(ContentHash left, ContentHash right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left hash comes after the right one or equals it.</summary>
    public static bool operator >=(ContentHash left, ContentHash right) => left.CompareTo(right) >= 0;

    /// <summary>Writes the 32 bytes.</summary>
    /// <param name="destination">At least 32 bytes.</param>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _part0);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _part1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _part2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _part3);
    }

    /// <inheritdoc/>
    public int CompareTo(ContentHash other) =>
        (_part0, _part1, _part2, _part3).CompareTo((other._part0, other._part1, other._part2, other._part3));

    /// <summary>The hash as 64 lower-case hexadecimal digits.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
