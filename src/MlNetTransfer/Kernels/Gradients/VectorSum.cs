using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Gradients;

/// <summary>Sums of dY over pixels: bias gradients.</summary>
internal static class VectorSum
{
    /// <summary>Adds the sum of <paramref name="count"/> vectors, <paramref name="step"/> floats apart, to the target: four partial sums, then these in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<TLanes>(ref readonly float source, nint step, int count, ref float target)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes sum0 = TLanes.Broadcast(0f);
        TLanes sum1 = sum0;
        TLanes sum2 = sum0;
        TLanes sum3 = sum0;
        nint at = 0;
        int i = 0;
        for (; i + 4 <= count; i += 4, at += 4 * step)
        {
            sum0 = TLanes.Add(sum0, TLanes.Load(in source, at));
            sum1 = TLanes.Add(sum1, TLanes.Load(in source, at + step));
            sum2 = TLanes.Add(sum2, TLanes.Load(in source, at + (2 * step)));
            sum3 = TLanes.Add(sum3, TLanes.Load(in source, at + (3 * step)));
        }

        for (; i < count; i++, at += step)
        {
            sum0 = TLanes.Add(sum0, TLanes.Load(in source, at));
        }

        TLanes sum = TLanes.Add(TLanes.Add(sum0, sum1), TLanes.Add(sum2, sum3));
        TLanes.Store(TLanes.Add(TLanes.Load(in target, 0), sum), ref target, 0);
    }
}
