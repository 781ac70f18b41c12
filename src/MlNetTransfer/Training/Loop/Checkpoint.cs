using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MlNetTransfer.Graphs;

namespace MlNetTransfer.Training.Loop;

/// <summary>Named parts in one file: "MLNTCKP1", SHA-256 of all that follows, then for each part name length, name, byte length, bytes (little endian).</summary>
/// <remarks>Read back whole and checked whole: a checkpoint is either what was written or refused.</remarks>
internal sealed class Checkpoint
{
    private const int HashLength = 32;

    private static readonly byte[] Magic = "MLNTCKP1"u8.ToArray();

    private readonly SortedDictionary<string, byte[]> _parts = new(StringComparer.Ordinal);

    /// <summary>Names of the parts.</summary>
    public IEnumerable<string> Names => _parts.Keys;

    /// <summary>Sets a part.</summary>
    public void Set(string name, ReadOnlySpan<byte> bytes) => _parts[name] = bytes.ToArray();

    /// <summary>Sets a part of floats.</summary>
    public void Set(string name, ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[checked(values.Length * sizeof(float))];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        _parts[name] = bytes;
    }

    /// <summary>A part, or null.</summary>
    public byte[]? Find(string name) => _parts.GetValueOrDefault(name);

    /// <summary>Copies a part of floats.</summary>
    /// <exception cref="InvalidModelException">There is no such part, or its length differs.</exception>
    public void CopyTo(string name, Span<float> values)
    {
        byte[] bytes = Find(name) ?? throw new InvalidModelException($"The checkpoint has no part '{name}'. Delete it and start again.");
        if (bytes.Length != values.Length * (long)sizeof(float))
        {
            throw new InvalidModelException(FormattableString.Invariant(
                $"The checkpoint's part '{name}' has {bytes.Length} bytes, {values.Length * (long)sizeof(float)} were expected. Delete it and start again."));
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        }
    }

    /// <summary>Writes the file.</summary>
    public void Write(Stream stream)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ForEachPiece(piece => hash.AppendData(piece));
        stream.Write(Magic);
        stream.Write(hash.GetHashAndReset());
        ForEachPiece(stream.Write);
    }

    /// <summary>Reads a file.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="bytes">All of it.</param>
    /// <exception cref="InvalidModelException">It is no checkpoint, or damaged.</exception>
    public static Checkpoint Read(string name, ReadOnlySpan<byte> bytes)
    {
        int start = Magic.Length + HashLength;
        if (bytes.Length < start || !bytes.StartsWith(Magic) || !SHA256.HashData(bytes[start..]).AsSpan().SequenceEqual(bytes[Magic.Length..start]))
        {
            throw new InvalidModelException($"{name}: not a checkpoint of this version, or damaged. Delete it and start again.");
        }

        Checkpoint checkpoint = new();
        for (ReadOnlySpan<byte> rest = bytes[start..]; rest.Length > 0;)
        {
            string part = Encoding.UTF8.GetString(Take(name, ref rest, Length(name, ref rest)));
            checkpoint._parts[part] = Take(name, ref rest, Length(name, ref rest)).ToArray();
        }

        return checkpoint;
    }

    private static long Length(string name, ref ReadOnlySpan<byte> rest) => BinaryPrimitives.ReadInt64LittleEndian(Take(name, ref rest, sizeof(long)));

    private static ReadOnlySpan<byte> Take(string name, ref ReadOnlySpan<byte> rest, long count)
    {
        if (count < 0 || count > rest.Length)
        {
            throw new InvalidModelException(FormattableString.Invariant($"{name}: a part of {count} bytes in a checkpoint with {rest.Length} left. Delete it and start again."));
        }

        ReadOnlySpan<byte> taken = rest[..(int)count];
        rest = rest[(int)count..];
        return taken;
    }

    private delegate void Piece(ReadOnlySpan<byte> bytes);

    private void ForEachPiece(Piece action)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        foreach ((string name, byte[] bytes) in _parts)
        {
            byte[] text = Encoding.UTF8.GetBytes(name);
            BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
            action(length);
            action(text);
            BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
            action(length);
            action(bytes);
        }
    }
}
