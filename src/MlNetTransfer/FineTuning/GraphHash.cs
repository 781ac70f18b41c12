using System.Security.Cryptography;
using System.Text;
using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.FineTuning;

/// <summary>Identity of a network's constants.</summary>
internal static class GraphHash
{
    public static string Of(Graph graph)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, Tensor constant) in graph.Constants.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(constant.Bytes.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
