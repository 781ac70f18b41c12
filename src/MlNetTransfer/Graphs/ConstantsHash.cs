using System.Security.Cryptography;
using System.Text;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs;

/// <summary>Identity of a network's constants: SHA-256 over their names and bytes, in the order of the names.</summary>
internal static class ConstantsHash
{
    /// <summary>Hashes all constants, or all but some.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="except">Names that are left out; null for none.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Of(Graph graph, IReadOnlySet<string>? except = null)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, Tensor constant) in graph.Constants.Where(c => except?.Contains(c.Key) != true).OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(constant.Bytes.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
