using System.Runtime.Intrinsics;

namespace MlNetTransfer.Simd;

/// <summary>Chooses how many doubles the dense kernels compute on together.</summary>
internal static class DenseLaneDispatch
{
    /// <summary>The widest count that this machine computes in one instruction: 8, 4, 2 or 1.</summary>
    public static int Widest { get; } =
        Vector512.IsHardwareAccelerated ? 8 : Vector256.IsHardwareAccelerated ? 4 : Vector128.IsHardwareAccelerated ? 2 : 1;

    /// <summary>Runs a kernel with a lane count; counts above the machine's are emulated, which only tests want.</summary>
    public static void Run<TKernel, TArgs>(int laneCount, scoped in TArgs args)
        where TKernel : IDenseKernel<TArgs>
        where TArgs : allows ref struct
    {
        switch (laneCount)
        {
            case 8:
                TKernel.Run<F64x8>(args);
                break;
            case 4:
                TKernel.Run<F64x4>(args);
                break;
            case 2:
                TKernel.Run<F64x2>(args);
                break;
            default:
                TKernel.Run<F64x1>(args);
                break;
        }
    }
}
