using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNetTransfer.Simd;

/// <summary>Memory on the stack that starts on a boundary of 64 bytes, so that no vector lies across two cache lines.</summary>
internal static class CacheLine
{
    /// <summary>Floats of a line; what <see cref="First"/> may skip is below it.</summary>
    public const int Floats = 16;

    /// <summary>The first float on a boundary.</summary>
    /// <param name="stack">Memory that does not move, <see cref="Floats"/> longer than what is needed.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe ref float First(Span<float> stack)
    {
        ref float start = ref MemoryMarshal.GetReference(stack);
        nint past = (nint)Unsafe.AsPointer(ref start) & ((Floats * sizeof(float)) - 1);
        return ref Unsafe.AddByteOffset(ref start, ((Floats * sizeof(float)) - past) & ((Floats * sizeof(float)) - 1));
    }
}
