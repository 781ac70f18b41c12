namespace MlNetTransfer.Runtime;

/// <summary>Random bits by position instead of by sequence: any part of a stream can be computed alone, in any order.</summary>
/// <remarks>Element i of a stream is output i of splitmix64 (Steele, Lea and Flood 2014) that starts at the stream's key. Not for secrets.</remarks>
internal static class RandomHash
{
    private const ulong Golden = 0x9E3779B97F4A7C15UL;

    /// <summary>A key of its own for each index under a key.</summary>
    public static ulong Derive(ulong key, ulong index) => Mix(Mix(key + Golden) ^ Mix((index * Golden) + 1));

    /// <summary>64 random bits of a position.</summary>
    /// <param name="key">Key of the stream.</param>
    /// <param name="position">Position in the stream.</param>
    public static ulong At(ulong key, ulong position) => Mix(key + ((position + 1) * Golden));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
