using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace MlNetTransfer.Simd;

/// <summary>Hints that a cache line will be read soon. Any address is allowed; nothing happens where the machine has no such hint.</summary>
internal static class Prefetch
{
    /// <summary>Into the nearest cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Near(ref readonly float source, nint offset)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref Unsafe.AsRef(in source), offset)));
        }
    }

    /// <summary>Into the second cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Far(ref readonly float source, nint offset)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(Unsafe.AsPointer(ref Unsafe.Add(ref Unsafe.AsRef(in source), offset)));
        }
    }
}
