using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Gradients;

/// <summary>The derivative of a clamp by its saved output x: 1 where low &lt; x &lt; high, else 0; applied to gradients just stored.</summary>
internal sealed class GradientMask
{
    private readonly float _low;
    private readonly float _high;

    private GradientMask(Activation activation, BlockedLayout layout)
    {
        _low = activation.Alpha;
        _high = activation.Beta;
        Layout = layout;
    }

    /// <summary>Layout of x.</summary>
    public BlockedLayout Layout { get; }

    /// <summary>The mask of a gradient, or null for none.</summary>
    /// <exception cref="ArgumentException">The activation is no clamp, or x has another size than dX.</exception>
    public static GradientMask? Of(ConvolutionGradientSpec spec)
    {
        if (spec.Mask.Kind == ActivationKind.None)
        {
            return null;
        }

        if (spec.Mask.Kind != ActivationKind.Clamp)
        {
            throw new ArgumentException(FormattableString.Invariant($"The derivative of {spec.Mask.Kind} is not 0 or 1 by its output; prepare its gradient as an operation of its own."), nameof(spec));
        }

        BufferChecks.SameSize(spec.Input, spec.InputGradient, nameof(spec));
        return new GradientMask(spec.Mask, spec.Input);
    }

    /// <summary>Throws unless a run's buffers hold x.</summary>
    public void Check(in OperationBuffers buffers) => BufferChecks.Holds(buffers.Third, Layout, buffers.Batch, nameof(buffers.Third));

    /// <summary>Offset in x of a channel's plane.</summary>
    public nint Plane(int picture, int channel) =>
        ((nint)picture * Layout.ImageStride) + ((nint)(channel / BlockedLayout.Block) * Layout.PlaneStride) + (channel % BlockedLayout.Block);

    /// <summary>Masks a row of vectors.</summary>
    /// <param name="saved">x of the first pixel.</param>
    /// <param name="gradient">dX of the first pixel.</param>
    /// <param name="step">From one pixel to the next, in both.</param>
    /// <param name="count">Number of pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply<TLanes>(ref readonly float saved, ref float gradient, nint step, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes low = TLanes.Broadcast(_low);
        TLanes high = TLanes.Broadcast(_high);
        TLanes zero = TLanes.Broadcast(0f);
        for (nint at = 0; count > 0; count--, at += step)
        {
            TLanes x = TLanes.Load(in saved, at);
            TLanes inside = TLanes.ChooseLess(x, high, TLanes.Load(in gradient, at), zero);
            TLanes.Store(TLanes.ChooseLess(low, x, inside, zero), ref gradient, at);
        }
    }

    /// <summary>Masks a row of neighbouring pixels of a picture's vector of channels.</summary>
    public void ApplyToRow<TLanes>(in OperationBuffers buffers, nint plane, (int Y, int X) at, ref float gradient, int count)
        where TLanes : struct, ILanes<TLanes> =>
        Apply<TLanes>(in Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Third), plane + Layout.Offset(0, at.Y, at.X)), ref gradient, BlockedLayout.Block, count);
}
