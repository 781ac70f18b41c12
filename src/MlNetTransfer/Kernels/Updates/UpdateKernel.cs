using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Updates;

/// <summary>Moves a stretch of parameters by a rule; elementwise, so that any division into stretches gives the same bits.</summary>
/// <remarks>Golden: PyTorch's optimisers (tests, data/golden/optimizers).</remarks>
internal readonly struct UpdateKernel<TRule> : ILaneKernel<UpdateArgs>
    where TRule : struct, IUpdateRule
{
    /// <inheritdoc/>
    public static void Run<TLanes>(UpdateArgs args)
        where TLanes : struct, ILanes<TLanes>
    {
        int count = args.Values.Length;
        if (args.Gradient.Length != count || args.First.Length != count || (TRule.UsesSecond && args.Second.Length != count)
            || (args.Pull != 0f && args.Anchor.Length != count))
        {
            throw new ArgumentException(FormattableString.Invariant($"{count} values need gradients and states of the same number."), nameof(args));
        }

        int done = RunFrom<TLanes>(0, in args);
        RunFrom<F32x1>(done, in args);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int RunFrom<TLanes>(int start, in UpdateArgs args)
        where TLanes : struct, ILanes<TLanes>
    {
        UpdateFactors<TLanes> factors = new(in args);
        TLanes factor = TLanes.Broadcast(args.Factor);
        TLanes decay = TLanes.Broadcast(args.Decay + args.Pull);
        TLanes pull = TLanes.Broadcast(-args.Pull);
        TLanes keep = TLanes.Broadcast(1f - (args.Rate * args.DecoupledDecay));
        ref float values = ref MemoryMarshal.GetReference(args.Values);
        ref readonly float gradients = ref MemoryMarshal.GetReference(args.Gradient);
        ref float firsts = ref MemoryMarshal.GetReference(args.First);
        ref float seconds = ref MemoryMarshal.GetReference(TRule.UsesSecond ? args.Second : args.First);
        ref readonly float anchors = ref MemoryMarshal.GetReference(args.Pull != 0f ? args.Anchor : args.Gradient);
        int i = start;
        for (; i <= args.Values.Length - TLanes.Count; i += TLanes.Count)
        {
            TLanes value = TLanes.Load(in values, i);
            TLanes gradient = TLanes.MultiplyAdd(decay, value, TLanes.Multiply(factor, TLanes.Load(in gradients, i)));
            gradient = args.Pull != 0f ? TLanes.MultiplyAdd(pull, TLanes.Load(in anchors, i), gradient) : gradient;
            TLanes first = TLanes.Load(in firsts, i);
            TLanes second = TLanes.Load(in seconds, i);
            TLanes next = TRule.Next(TLanes.Multiply(keep, value), gradient, ref first, ref second, in factors);
            TLanes.Store(first, ref firsts, i);
            if (TRule.UsesSecond)
            {
                TLanes.Store(second, ref seconds, i);
            }

            TLanes.Store(next, ref values, i);
        }

        return i;
    }
}
