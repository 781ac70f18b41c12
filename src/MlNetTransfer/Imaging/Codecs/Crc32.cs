namespace MlNetTransfer.Imaging.Codecs;

/// <summary>The checksum of PNG chunks: CRC-32, polynomial 0xEDB88320 reflected.</summary>
/// <remarks>Eight bytes a step through eight tables. Source: PNG (W3C, third edition) annex D; Kounavis and Berry 2005 for the tables.</remarks>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int SliceCount = 8;
    private static readonly uint[] Tables = CreateTables();

    /// <summary>Checksum of bytes.</summary>
    internal static uint Of(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> t = Tables;
        uint crc = uint.MaxValue;
        while (bytes.Length >= SliceCount)
        {
            crc = t[(7 * 256) + (byte)(crc ^ bytes[0])]
                ^ t[(6 * 256) + (byte)((crc >> 8) ^ bytes[1])]
                ^ t[(5 * 256) + (byte)((crc >> 16) ^ bytes[2])]
                ^ t[(4 * 256) + (byte)((crc >> 24) ^ bytes[3])]
                ^ t[(3 * 256) + bytes[4]]
                ^ t[(2 * 256) + bytes[5]]
                ^ t[256 + bytes[6]]
                ^ t[bytes[7]];
            bytes = bytes[SliceCount..];
        }

        foreach (byte value in bytes)
        {
            crc = t[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] CreateTables()
    {
        uint[] tables = new uint[SliceCount * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : Polynomial ^ (crc >> 1);
            }

            tables[i] = crc;
        }

        for (int i = 256; i < tables.Length; i++)
        {
            uint before = tables[i - 256];
            tables[i] = tables[(byte)before] ^ (before >> 8);
        }

        return tables;
    }
}
