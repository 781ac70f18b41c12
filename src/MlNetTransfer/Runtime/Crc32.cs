namespace MlNetTransfer.Runtime;

/// <summary>Cyclic redundancy check of ZIP and PNG: reflected polynomial 0xEDB88320, start and end inverted.</summary>
/// <remarks>ISO 3309; PNG specification, annex D. Eight bytes a step through eight tables (Intel, 2006, "slicing by 8").</remarks>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int TableCount = 8;
    private static readonly uint[][] Tables = MakeTables();

    /// <summary>Continues a checksum.</summary>
    /// <param name="bytes">The next bytes.</param>
    /// <param name="checksum">Checksum of the bytes before; 0 at the start.</param>
    /// <returns>Checksum of all bytes so far.</returns>
    public static uint Append(ReadOnlySpan<byte> bytes, uint checksum = 0)
    {
        uint crc = ~checksum;
        while (bytes.Length >= TableCount)
        {
            uint low = crc ^ (bytes[0] | ((uint)bytes[1] << 8) | ((uint)bytes[2] << 16) | ((uint)bytes[3] << 24));
            crc = Tables[7][low & 0xFF] ^ Tables[6][(low >> 8) & 0xFF] ^ Tables[5][(low >> 16) & 0xFF] ^ Tables[4][low >> 24]
                ^ Tables[3][bytes[4]] ^ Tables[2][bytes[5]] ^ Tables[1][bytes[6]] ^ Tables[0][bytes[7]];
            bytes = bytes[TableCount..];
        }

        foreach (byte value in bytes)
        {
            crc = Tables[0][(crc ^ value) & 0xFF] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        uint[][] tables = new uint[TableCount][];
        for (int t = 0; t < TableCount; t++)
        {
            tables[t] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                uint crc = t == 0 ? i : tables[t - 1][i];
                for (int bit = 0; t == 0 && bit < 8; bit++)
                {
                    crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
                }

                tables[t][i] = t == 0 ? crc : tables[0][crc & 0xFF] ^ (crc >> 8);
            }
        }

        return tables;
    }
}
