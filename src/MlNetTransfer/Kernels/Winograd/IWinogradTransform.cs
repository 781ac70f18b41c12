using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>The one-dimensional transforms of minimal filtering F(m, 3); two dimensions are columns, then rows.</summary>
/// <remarks>Source: Lavin and Gray, "Fast algorithms for convolutional neural networks", 2016, sections 4.1 to 4.3 (matrices B, G, A).</remarks>
internal interface IWinogradTransform
{
    /// <summary>m: outputs along one axis.</summary>
    static abstract int Outputs { get; }

    /// <summary>G times 3 weights: u0 to u(m + 1), of which u2 = u0 + u(m + 1) - u1 and u4 = u0 / 4 + u(m + 1) - u3.</summary>
    static abstract void Weights<TLanes>(TLanes g0, TLanes g1, TLanes g2, ref float target, nint targetStep)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>B^T times m + 2 inputs.</summary>
    static abstract void Input<TLanes>(ref readonly float source, nint sourceStep, ref float target, nint targetStep)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>A^T times m + 2 products; of the four results the first m are those of the transform.</summary>
    static abstract void Output<TLanes>(ref readonly float source, nint sourceStep, out TLanes y0, out TLanes y1, out TLanes y2, out TLanes y3)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>A times m gradients of outputs: the transpose of <see cref="Output"/>.</summary>
    static abstract void OutputGradient<TLanes>(ref readonly float source, nint sourceStep, ref float target, nint targetStep)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>G^T times m + 2 gradients of transformed weights: the transpose of <see cref="Weights"/>.</summary>
    static abstract void WeightGradient<TLanes>(ref readonly float source, nint sourceStep, ref float target, nint targetStep)
        where TLanes : struct, ILanes<TLanes>;
}
