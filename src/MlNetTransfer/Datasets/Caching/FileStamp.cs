using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MlNetTransfer.Datasets.Caching;

/// <summary>What the disk says about a file without reading it.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Length">Size in bytes.</param>
/// <param name="ChangedTicks">Time of the last change, UTC, in units of 100 ns since year 1.</param>
internal readonly record struct FileStamp(string Path, long Length, long ChangedTicks)
{
    /// <summary>First 16 bytes of SHA-256 over path, length and time: the name under which the content hash is remembered.</summary>
    public UInt128 ToKey()
    {
        byte[] path = Encoding.UTF8.GetBytes(Path);
        byte[] text = new byte[path.Length + 16];
        path.CopyTo(text, 16);
        BinaryPrimitives.WriteInt64LittleEndian(text, Length);
        BinaryPrimitives.WriteInt64LittleEndian(text.AsSpan(8), ChangedTicks);
        return BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(text));
    }
}
