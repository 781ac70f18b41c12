using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetTransfer.Simd;

/// <summary>Runs integer kernels at the widest lanes of the machine. All widths give the same bits.</summary>
internal static class Int16LaneDispatch
{
    /// <summary>Whether <see cref="Int16x16"/> works here.</summary>
    public static bool Has16 => Vector256.IsHardwareAccelerated && Avx2.IsSupported;

    /// <summary>Whether <see cref="Int16x32"/> works here.</summary>
    public static bool Has32 => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported;

    public static void Run<TKernel, TArgs>(TArgs args)
        where TKernel : struct, IInt16Kernel<TArgs>
        where TArgs : allows ref struct
    {
        if (Has32)
        {
            TKernel.Run<Int16x32>(args);
        }
        else if (Has16)
        {
            TKernel.Run<Int16x16>(args);
        }
        else
        {
            TKernel.Run<Int16x8>(args);
        }
    }
}
