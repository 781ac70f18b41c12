using System.Runtime.Intrinsics;

namespace MlNetTransfer.Simd;

/// <summary>The only place that chooses a width for resampling.</summary>
/// <remarks>All widths give the same bytes: the sums are integers.</remarks>
internal static class ResampleDispatch
{
    /// <summary>Widest width of this machine: 16, 8, 4 or 1 sums.</summary>
    internal static int WidestLaneCount
    {
        get
        {
            if (Vector512.IsHardwareAccelerated)
            {
                return ResampleLanes16.Count;
            }

            if (Vector256.IsHardwareAccelerated)
            {
                return ResampleLanes8.Count;
            }

            return Vector128.IsHardwareAccelerated ? ResampleLanes4.Count : ResampleLanes1.Count;
        }
    }

    /// <summary>Runs a kernel at a width.</summary>
    /// <param name="laneCount">16, 8, 4 or 1; <see cref="WidestLaneCount"/> unless a test wants another.</param>
    /// <param name="args">The kernel's arguments.</param>
    internal static void Run<TKernel, TArgs>(int laneCount, scoped in TArgs args)
        where TKernel : IResampleKernel<TArgs>
        where TArgs : struct, allows ref struct
    {
        switch (laneCount)
        {
            case 16:
                TKernel.Run<ResampleLanes16>(in args);
                break;
            case 8:
                TKernel.Run<ResampleLanes8>(in args);
                break;
            case 4:
                TKernel.Run<ResampleLanes4>(in args);
                break;
            default:
                TKernel.Run<ResampleLanes1>(in args);
                break;
        }
    }
}
