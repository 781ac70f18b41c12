using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Moves of weights between their given and their packed order.</summary>
internal static class WeightCopy
{
    /// <summary>target[i] = source[i step].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(ReadOnlySpan<float> source, int step, Span<float> target)
    {
        if (step == 1)
        {
            source[..target.Length].CopyTo(target);
            return;
        }

        BufferChecks.Holds(source.Length, ((long)(target.Length - 1) * step) + 1, nameof(source));
        ref float from = ref MemoryMarshal.GetReference(source);
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = from;
            from = ref Unsafe.Add(ref from, step);
        }
    }

    /// <summary>target[i step] = source[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter(ReadOnlySpan<float> source, Span<float> target, int step)
    {
        BufferChecks.Holds(target.Length, ((long)(source.Length - 1) * step) + 1, nameof(target));
        ref float to = ref MemoryMarshal.GetReference(target);
        foreach (float value in source)
        {
            to = value;
            to = ref Unsafe.Add(ref to, step);
        }
    }
}
