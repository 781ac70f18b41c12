using System.Security.Cryptography;
using MlNetTransfer.Imaging.Codecs;

namespace MlNetTransfer.Persistence.Archive;

/// <summary>Writes a <see cref="SealedZip"/> front to back.</summary>
internal sealed class SealedZipWriter(Stream stream) : IDisposable
{
    private readonly IncrementalHash _seal = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<SealedZipEntry> _entries = [];
    private long _position;

    /// <summary>Adds an entry.</summary>
    public void Add(string name, ReadOnlySpan<byte> content)
    {
        SealedZipEntry entry = new(name, _position, content.Length, Crc32.Of(content));
        _entries.Add(entry);
        Write(SealedZip.LocalHeader(entry));
        Write(content);
    }

    /// <summary>Writes the directory and the seal.</summary>
    public void Finish()
    {
        long start = _position;
        foreach (SealedZipEntry entry in _entries)
        {
            Write(SealedZip.CentralHeader(entry));
        }

        long size = _position - start;
        stream.Write(SealedZip.EndRecord(_entries.Count, start, size, _seal.GetHashAndReset()));
    }

    public void Dispose() => _seal.Dispose();

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _seal.AppendData(bytes);
        stream.Write(bytes);
        _position += bytes.Length;
    }
}
