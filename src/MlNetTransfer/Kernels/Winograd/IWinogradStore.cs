using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>Receives the outputs of a one-dimensional transform.</summary>
internal interface IWinogradStore<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Takes an output.</summary>
    /// <param name="index">Which.</param>
    /// <param name="value">Its value.</param>
    void Put(int index, TLanes value);
}
