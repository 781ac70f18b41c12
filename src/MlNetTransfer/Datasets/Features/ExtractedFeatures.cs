using System.Security.Cryptography;
using System.Text;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Datasets.Features;

/// <summary>Features of a listing's usable pictures, one row each, in the listing's order.</summary>
public sealed class ExtractedFeatures
{
    /// <summary>The pictures.</summary>
    public required PictureListing Listing { get; init; }

    /// <summary>The vectors.</summary>
    public required FeatureMatrix Features { get; init; }

    /// <summary>Index into the listing's items for each row.</summary>
    public required IReadOnlyList<int> Items { get; init; }

    /// <summary>Label of each row.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>Hash of each row's file.</summary>
    public required IReadOnlyList<ContentHash> Contents { get; init; }

    /// <summary>Path of each row's file, as listed.</summary>
    public IReadOnlyList<string> Paths => [.. Items.Select(item => Listing.Items[item].RelativePath)];

    /// <summary>What was found, used and skipped.</summary>
    public required SkipReport Report { get; init; }

    /// <summary>Number of rows that came from the cache.</summary>
    public required int FromCache { get; init; }

    /// <summary>SHA-256 over class names and the sorted pairs of label and content: equal for equal data, whatever the files are called.</summary>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public string ComputeFingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in Listing.ClassNames)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{name.Length}:{name}\n")));
        }

        Span<byte> bytes = stackalloc byte[ContentHash.Size + 4];
        foreach ((int label, ContentHash content) in Labels.Zip(Contents).Order())
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(bytes, label);
            content.CopyTo(bytes[4..]);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
