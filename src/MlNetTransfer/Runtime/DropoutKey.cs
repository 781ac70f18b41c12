namespace MlNetTransfer.Runtime;

/// <summary>Which elements dropout takes away: a hash of a key, the layer, the picture's index in its batch and the element, whatever the order of the work.</summary>
/// <remarks>Finalizer of splitmix64 (Steele, Lea and Flood 2014) over the parts in turn. Set between runs only.</remarks>
internal sealed class DropoutKey
{
    /// <summary>Key of the masks.</summary>
    public ulong Key { get; set; }

    /// <summary>Index in the batch of the first picture that runs.</summary>
    public int FirstPicture { get; set; }

    /// <summary>Start of the hash of one picture's elements.</summary>
    /// <param name="layer">Which dropout of the network.</param>
    /// <param name="picture">Index among the pictures that run.</param>
    public ulong StartOf(int layer, int picture) => Mix(Mix(Mix(Key) + (uint)layer) + (uint)(FirstPicture + picture));

    /// <summary>A number from 0 (inclusive) to 1 (exclusive) for an element.</summary>
    public static float NumberOf(ulong start, int element) => (Mix(start + (uint)element) >> 40) * (1f / (1 << 24));

    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
