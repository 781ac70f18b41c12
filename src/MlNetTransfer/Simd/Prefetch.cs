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

    /// <summary>Into the nearest cache.</summary>
    /// <param name="address">Of <see cref="AddressOf"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Soon(nint address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((void*)address);
        }
    }

    /// <summary>Into the second cache.</summary>
    /// <param name="address">Of <see cref="AddressOf"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Far(nint address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1((void*)address);
        }
    }

    /// <summary>An address for hints alone: it is right only as long as the memory does not move, and costs the innermost loops one instruction less than a reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe nint AddressOf(ref readonly float source, nint offset) => (nint)Unsafe.AsPointer(ref Unsafe.Add(ref Unsafe.AsRef(in source), offset));
}
