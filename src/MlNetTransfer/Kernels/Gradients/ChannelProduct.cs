using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Gradients;

/// <summary>The register tile behind depthwise weight gradients: sums[tap, c] += sum over pixels of dY[pixel, c] x[pixel of the tap, c], c a vector of channels.</summary>
/// <remarks>Sum order: pixels row by row in a register from zero, then one addition to what is there.</remarks>
internal ref struct ChannelProduct
{
    /// <summary>Most taps beside each other.</summary>
    public const int MaxColumns = 5;

    /// <summary>x of the first pixel and tap.</summary>
    public ref readonly float Input;

    /// <summary>dY of the first pixel.</summary>
    public ref readonly float Gradient;

    /// <summary>First tap's sum.</summary>
    public ref float Sums;

    /// <summary>Taps beside each other.</summary>
    public int Columns;

    /// <summary>Whether three lines of three taps are summed at once, else one line.</summary>
    public bool IsThreeByThree;

    /// <summary>Pixels in a line.</summary>
    public int Width;

    /// <summary>Lines of pixels.</summary>
    public int Height;

    /// <summary>From one pixel of x to the next.</summary>
    public nint PixelStep;

    /// <summary>From one line of x to the next.</summary>
    public nint PixelLine;

    /// <summary>From one line of dY to the next.</summary>
    public nint GradientLine;

    /// <summary>From one tap's x to the next tap's, and to the tap's below.</summary>
    public (nint Step, nint Line) Taps;

    /// <summary>From one tap's sum to the next tap's, and to the tap's below.</summary>
    public (nint Step, nint Line) SumPlaces;

    /// <summary>Adds the products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TLanes>()
        where TLanes : struct, ILanes<TLanes>
    {
        if (IsThreeByThree)
        {
            RunSquare<TLanes, TapsBeside<TapsBeside<ChannelTap<TLanes>, ChannelTap<TLanes>, TLanes>, ChannelTap<TLanes>, TLanes>>();
            return;
        }

        switch (Columns)
        {
            case 1:
                RunTaps<TLanes, ChannelTap<TLanes>>();
                break;
            case 2:
                RunTaps<TLanes, TapsBeside<ChannelTap<TLanes>, ChannelTap<TLanes>, TLanes>>();
                break;
            case 3:
                RunTaps<TLanes, TapsBeside<TapsBeside<ChannelTap<TLanes>, ChannelTap<TLanes>, TLanes>, ChannelTap<TLanes>, TLanes>>();
                break;
            case 4:
                RunTaps<TLanes, TapsBeside<TapsBeside<ChannelTap<TLanes>, ChannelTap<TLanes>, TLanes>, TapsBeside<ChannelTap<TLanes>, ChannelTap<TLanes>, TLanes>, TLanes>>();
                break;
            default:
                RunTaps<TLanes, TapsBeside<TapsBeside<TapsBeside<ChannelTap<TLanes>, ChannelTap<TLanes>, TLanes>, TapsBeside<ChannelTap<TLanes>, ChannelTap<TLanes>, TLanes>, TLanes>, ChannelTap<TLanes>, TLanes>>();
                break;
        }
    }

    private readonly void RunSquare<TLanes, TLine>()
        where TLanes : struct, ILanes<TLanes>
        where TLine : struct, IChannelTaps<TLanes> => RunTaps<TLanes, TapsBelow<TapsBelow<TLine, TLine, TLanes>, TLine, TLanes>>();

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void RunTaps<TLanes, TTaps>()
        where TLanes : struct, ILanes<TLanes>
        where TTaps : struct, IChannelTaps<TLanes>
    {
        TTaps sums = default;
        sums.Clear();
        nint step = PixelStep;
        nint tapStep = Taps.Step;
        nint tapLine = Taps.Line;
        ref float inputLine = ref Unsafe.AsRef(in Input);
        ref float gradientLine = ref Unsafe.AsRef(in Gradient);
        for (int line = 0; line < Height; line++)
        {
            ref float input = ref inputLine;
            ref float gradient = ref gradientLine;
            int remaining = Width;
            do
            {
                sums.Multiply(in input, 0, (tapStep, tapLine), TLanes.Load(in gradient, 0));
                input = ref Unsafe.Add(ref input, step);
                gradient = ref Unsafe.Add(ref gradient, BlockedLayout.Block);
            }
            while (--remaining > 0);
            inputLine = ref Unsafe.Add(ref inputLine, PixelLine);
            gradientLine = ref Unsafe.Add(ref gradientLine, GradientLine);
        }

        sums.AddTo(ref Sums, 0, SumPlaces);
    }
}
