using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels;

// Sums over vectors of doubles for optimisers. A dot product runs in 32 virtual lanes on every machine (four accumulators of eight,
// emulated where vectors are shorter), summed in one fixed tree, so that its bits do not depend on the vectors' width.
internal static class DenseVector
{
    private const int Step = 32;

    /// <summary>Sum of products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Length, a.Length);
        ref double left = ref MemoryMarshal.GetReference(a);
        ref double right = ref MemoryMarshal.GetReference(b);
        F64x8 s0 = F64x8.Broadcast(0), s1 = s0, s2 = s0, s3 = s0;
        int i = 0;
        for (; i + Step <= a.Length; i += Step)
        {
            nuint at = (nuint)i;
            s0 = F64x8.MultiplyAdd(F64x8.Load(ref left, at), F64x8.Load(ref right, at), s0);
            s1 = F64x8.MultiplyAdd(F64x8.Load(ref left, at + 8), F64x8.Load(ref right, at + 8), s1);
            s2 = F64x8.MultiplyAdd(F64x8.Load(ref left, at + 16), F64x8.Load(ref right, at + 16), s2);
            s3 = F64x8.MultiplyAdd(F64x8.Load(ref left, at + 24), F64x8.Load(ref right, at + 24), s3);
        }

        Span<double> lanes = stackalloc double[8];
        F64x8.Store(F64x8.Add(F64x8.Add(s0, s1), F64x8.Add(s2, s3)), ref MemoryMarshal.GetReference(lanes), 0);
        double sum = ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>target += factor * source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(double factor, ReadOnlySpan<double> source, Span<double> target)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(source.Length, target.Length);
        ref double from = ref MemoryMarshal.GetReference(source);
        ref double to = ref MemoryMarshal.GetReference(target);
        F64x8 scale = F64x8.Broadcast(factor);
        int i = 0;
        for (; i + F64x8.Count <= source.Length; i += F64x8.Count)
        {
            F64x8.Store(F64x8.MultiplyAdd(scale, F64x8.Load(ref from, (nuint)i), F64x8.Load(ref to, (nuint)i)), ref to, (nuint)i);
        }

        for (; i < source.Length; i++)
        {
            target[i] += factor * source[i];
        }
    }
}
