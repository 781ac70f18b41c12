using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;
using MlNetTransfer.Tensors;

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

    /// <summary>Fetches weights that will be read soon; nothing where they end before.</summary>
    public static void Fetch(ReadOnlySpan<float> weights, int start, int count)
    {
        if (start + count > weights.Length)
        {
            return;
        }

        ref float first = ref Unsafe.Add(ref MemoryMarshal.GetReference(weights), start);
        for (int i = 0; i < count; i += AlignedBuffer.Alignment / sizeof(float))
        {
            Prefetch.Near(in first, i);
        }
    }

    /// <summary>target[j, i] = source[i, j] for [rows, columns] of the source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(ReadOnlySpan<float> source, int sourceStep, Span<float> target, int targetStep, (int Rows, int Columns) size)
    {
        BufferChecks.Holds(source.Length, ((long)(size.Rows - 1) * sourceStep) + size.Columns, nameof(source));
        BufferChecks.Holds(target.Length, ((long)(size.Columns - 1) * targetStep) + size.Rows, nameof(target));
        int wholeRows = size.Rows / FloatTranspose.Size * FloatTranspose.Size;
        int wholeColumns = size.Columns / FloatTranspose.Size * FloatTranspose.Size;
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(target);
        for (int i = 0; i < wholeRows; i += FloatTranspose.Size)
        {
            for (int j = 0; j < wholeColumns; j += FloatTranspose.Size)
            {
                FloatTranspose.Copy(in Unsafe.Add(ref from, ((nint)i * sourceStep) + j), sourceStep, ref Unsafe.Add(ref to, ((nint)j * targetStep) + i), targetStep);
            }
        }

        for (int i = 0; i < size.Rows; i++)
        {
            for (int j = i < wholeRows ? wholeColumns : 0; j < size.Columns; j++)
            {
                target[(j * targetStep) + i] = source[(i * sourceStep) + j];
            }
        }
    }
}
