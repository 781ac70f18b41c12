using System.Runtime.Intrinsics;

namespace MlNetTransfer.Simd;

/// <summary>Chooses the lane width: the only place that asks what the machine has.</summary>
/// <remarks>Operations take <see cref="Current"/> when they are prepared and keep it, since weights are packed for one width.</remarks>
internal static class LaneDispatch
{
    [ThreadStatic]
    private static LaneWidth s_forced;

    /// <summary>The widest vectors that the machine computes fast.</summary>
    public static LaneWidth Best =>
        Vector512.IsHardwareAccelerated ? LaneWidth.Sixteen
        : Vector256.IsHardwareAccelerated ? LaneWidth.Eight
        : Vector128.IsHardwareAccelerated ? LaneWidth.Four
        : LaneWidth.One;

    /// <summary>The width for operations prepared on this thread now.</summary>
    public static LaneWidth Current => s_forced == 0 ? Best : s_forced;

    /// <summary>Prepares with another width on this thread until disposed. Every width computes on every machine, if slowly.</summary>
    public static Scope Force(LaneWidth width)
    {
        Scope scope = new(s_forced);
        s_forced = width;
        return scope;
    }

    /// <summary>Runs a kernel at a width.</summary>
    public static void Run<TKernel, TArgs>(LaneWidth width, TArgs args)
        where TKernel : ILaneKernel<TArgs>
        where TArgs : allows ref struct
    {
        switch (width)
        {
            case LaneWidth.Sixteen:
                TKernel.Run<F32x16>(args);
                break;
            case LaneWidth.Eight:
                TKernel.Run<F32x8>(args);
                break;
            case LaneWidth.Four:
                TKernel.Run<F32x4>(args);
                break;
            default:
                TKernel.Run<F32x1>(args);
                break;
        }
    }

    /// <summary>Ends a <see cref="Force"/>.</summary>
    public readonly struct Scope : IDisposable
    {
        private readonly LaneWidth _before;

        internal Scope(LaneWidth before)
        {
            _before = before;
        }

        public void Dispose() => s_forced = _before;
    }
}
