using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNetTransfer.Kernels.Rows;

/// <summary>Copies chosen channels of a row of pixels: a pixel's stores fall into one line, which a core completes faster than one float of each line.</summary>
internal static class LaneCopy
{
    /// <summary>For each pixel, target[lane + i] = source[offsets[i]].</summary>
    /// <param name="source">From the row's first pixel in the first channel block on.</param>
    /// <param name="offsets">Where each channel lies, from the pixel in the first block on.</param>
    /// <param name="target">The row in the output's block.</param>
    /// <param name="lane">First channel written.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ReadOnlySpan<float> source, ReadOnlySpan<int> offsets, Span<float> target, int lane)
    {
        int last = 0;
        foreach (int offset in offsets)
        {
            last = Math.Max(last, offset);
        }

        BufferChecks.Holds(source.Length, (long)last + target.Length - BlockedLayout.Block + 1, nameof(source));
        BufferChecks.Holds(BlockedLayout.Block, lane + offsets.Length, nameof(offsets));
        ref float read = ref MemoryMarshal.GetReference(source);
        ref float write = ref Unsafe.Add(ref MemoryMarshal.GetReference(target), lane);
        for (nint x = 0; x < target.Length; x += BlockedLayout.Block)
        {
            for (int i = 0; i < offsets.Length; i++)
            {
                Unsafe.Add(ref write, x + i) = Unsafe.Add(ref read, x + offsets[i]);
            }
        }
    }
}
