using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MlNetTransfer.FineTuning;

/// <summary>Identity of a choice of rows.</summary>
internal static class RowsHash
{
    public static string Of(int[] rows) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(rows.AsSpan())));
}
