using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels;

// Arithmetic over single rows of weights and their gradients.
// Formulas: target = factor source; target += factor source, source = 0; sum over i of a[i] b[i].
// Sum order of the dot product: 16 partial sums (index modulo 16) in float, ascending, then added in index order in double; the rest after the last
// whole group of 16 likewise in double. The same bits at every lane width that fuses alike. Tests: Kernels/RowArithmeticTests.cs.
internal static class RowArithmetic
{
    private const int Group = 16;

    /// <summary>target = factor * source.</summary>
    public static void Scale(ReadOnlySpan<float> source, float factor, Span<float> target)
    {
        LaneDispatch.Run<ScaleKernel, Args>(LaneDispatch.Current, new Args { Source = source, Factor = factor, Target = target[..source.Length] });
        for (int i = source.Length / Group * Group; i < source.Length; i++)
        {
            target[i] = source[i] * factor;
        }
    }

    /// <summary>target += factor * source, then source = 0.</summary>
    public static void AddScaledAndClear(Span<float> source, float factor, Span<float> target)
    {
        LaneDispatch.Run<AddKernel, Args>(LaneDispatch.Current, new Args { Source = source, Factor = factor, Target = target[..source.Length] });
        for (int i = source.Length / Group * Group; i < source.Length; i++)
        {
            target[i] = float.MultiplyAddEstimate(source[i], factor, target[i]);
        }

        source.Clear();
    }

    /// <summary>Sum of products.</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Span<float> sums = stackalloc float[Group];
        sums.Clear();
        LaneDispatch.Run<DotKernel, Args>(LaneDispatch.Current, new Args { Source = a, Other = b[..a.Length], Target = sums });
        double sum = 0;
        foreach (float part in sums)
        {
            sum += part;
        }

        for (int i = a.Length / Group * Group; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    private ref struct Args
    {
        public ReadOnlySpan<float> Source;
        public ReadOnlySpan<float> Other;
        public Span<float> Target;
        public float Factor;
    }

    private readonly struct ScaleKernel : ILaneKernel<Args>
    {
        public static void Run<TLanes>(Args args)
            where TLanes : struct, ILanes<TLanes>
        {
            ref float source = ref MemoryMarshal.GetReference(args.Source);
            ref float target = ref MemoryMarshal.GetReference(args.Target);
            TLanes factor = TLanes.Broadcast(args.Factor);
            int end = args.Source.Length / Group * Group;
            for (nint i = 0; i < end; i += TLanes.Count)
            {
                TLanes.Store(TLanes.Multiply(TLanes.Load(ref source, i), factor), ref target, i);
            }
        }
    }

    private readonly struct AddKernel : ILaneKernel<Args>
    {
        public static void Run<TLanes>(Args args)
            where TLanes : struct, ILanes<TLanes>
        {
            ref float source = ref MemoryMarshal.GetReference(args.Source);
            ref float target = ref MemoryMarshal.GetReference(args.Target);
            TLanes factor = TLanes.Broadcast(args.Factor);
            int end = args.Source.Length / Group * Group;
            for (nint i = 0; i < end; i += TLanes.Count)
            {
                TLanes.Store(TLanes.MultiplyAdd(TLanes.Load(ref source, i), factor, TLanes.Load(ref target, i)), ref target, i);
            }
        }
    }

    private readonly struct DotKernel : ILaneKernel<Args>
    {
        public static void Run<TLanes>(Args args)
            where TLanes : struct, ILanes<TLanes>
        {
            ref float a = ref MemoryMarshal.GetReference(args.Source);
            ref float b = ref MemoryMarshal.GetReference(args.Other);
            ref float sums = ref MemoryMarshal.GetReference(args.Target);
            int end = args.Source.Length / Group * Group;
            for (nint lane = 0; lane < Group; lane += TLanes.Count)
            {
                TLanes sum = TLanes.Broadcast(0f);
                for (nint i = lane; i < end; i += Group)
                {
                    sum = TLanes.MultiplyAdd(TLanes.Load(ref a, i), TLanes.Load(ref b, i), sum);
                }

                TLanes.Store(sum, ref sums, lane);
            }
        }
    }
}
