using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>3x3 kernels on their way to G g G^T: put side by side across the output channels of a panel, then transformed so many channels at a time.</summary>
internal static class WinogradKernels
{
    /// <summary>Rows and columns of a kernel.</summary>
    public const int Size = 3;

    /// <summary>Weights of a kernel.</summary>
    public const int Taps = Size * Size;

    // Kernels of a panel lie far apart in weights of the other order: so many inputs ahead they are fetched.
    private const int FetchAhead = 4;

    /// <summary>The panels of a layer with so many weights for each pair of channels; <see cref="Panel.WeightCount"/> counts one weight of all inputs.</summary>
    public static Panel[] Panels(ConvolutionSpec spec, LaneWidth width, int weightsPerPair)
    {
        int lanes = (int)width;
        int inputs = spec.Shape.InputChannels;
        int padded = spec.Output.Blocks * BlockedLayout.Block;
        List<Panel> panels = [];
        for (int channel = 0; channel < padded;)
        {
            int vectors = padded - channel < 2 * lanes ? 1 : 2;
            panels.Add(new Panel(channel, vectors, checked(channel * weightsPerPair * inputs), inputs * vectors * lanes, 0, 0, 0));
            channel += vectors * lanes;
        }

        return [.. panels];
    }

    /// <summary>Puts kernels in the order [input][tap][output channel of the panel]; channels that do not exist become zero.</summary>
    /// <param name="shape">The convolution that is computed.</param>
    /// <param name="weights">[O, I, 3, 3] of the forward convolution, and their order.</param>
    /// <param name="channels">First output channel, width of the panel.</param>
    /// <param name="inputs">Input channels [First, First + Count).</param>
    /// <param name="staged">Receives them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Stage(ConvolutionShape shape, WinogradSource weights, (int First, int Width) channels, (int First, int Count) inputs, Span<float> staged)
    {
        int outputs = Math.Clamp(shape.OutputChannels - channels.First, 0, channels.Width);
        if (outputs < channels.Width)
        {
            staged.Clear();
        }

        if (weights.Order == WeightOrder.Forward && outputs > 0)
        {
            int kernels = shape.InputChannels * Taps;
            int start = (channels.First * kernels) + (inputs.First * Taps);
            WeightCopy.Transpose(weights.Values[Math.Min(start, weights.Values.Length)..], kernels, staged, channels.Width, (outputs, inputs.Count * Taps));
            return;
        }

        for (int i = 0; i < inputs.Count && outputs > 0; i++)
        {
            int source = (((inputs.First + i) * shape.OutputChannels) + channels.First) * Taps;
            WeightCopy.Fetch(weights.Values, source + (FetchAhead * shape.OutputChannels * Taps), outputs * Taps);
            for (int tap = 0; tap < Taps; tap++)
            {
                WeightCopy.Gather(weights.Values[(source + Taps - 1 - tap)..], Taps, staged.Slice(((i * Taps) + tap) * channels.Width, outputs));
            }
        }
    }

    /// <summary>Transforms staged kernels: columns, then rows.</summary>
    /// <param name="staged">[input][tap][width].</param>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="width">Output channels of the panel.</param>
    /// <param name="target">Receives [point][input][width], points <paramref name="pointStep"/> apart.</param>
    /// <param name="pointStep">Floats from one point to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transform<TTransform, TLanes>(ReadOnlySpan<float> staged, int inputs, int width, Span<float> target, nint pointStep)
        where TTransform : struct, IWinogradTransform
        where TLanes : struct, ILanes<TLanes>
    {
        int size = TTransform.Outputs + Size - 1;
        Span<float> stack = stackalloc float[(size * Size * TLanes.Count) + CacheLine.Floats];
        ref float between = ref CacheLine.First(stack);
        ref float source = ref MemoryMarshal.GetReference(staged);
        ref float transformed = ref MemoryMarshal.GetReference(target);
        for (int i = 0; i < inputs; i++)
        {
            for (int lane = 0; lane < width; lane += TLanes.Count)
            {
                ref float kernel = ref Unsafe.Add(ref source, (i * Taps * width) + lane);
                for (int x = 0; x < Size; x++)
                {
                    (TLanes g0, TLanes g1, TLanes g2) = Load<TLanes>(in Unsafe.Add(ref kernel, x * width), Size * width);
                    TTransform.Weights(g0, g1, g2, ref Unsafe.Add(ref between, x * TLanes.Count), Size * TLanes.Count);
                }

                ref float first = ref Unsafe.Add(ref transformed, (i * width) + lane);
                for (int y = 0; y < size; y++)
                {
                    (TLanes g0, TLanes g1, TLanes g2) = Load<TLanes>(in Unsafe.Add(ref between, y * Size * TLanes.Count), TLanes.Count);
                    TTransform.Weights(g0, g1, g2, ref Unsafe.Add(ref first, y * size * pointStep), pointStep);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TLanes First, TLanes Second, TLanes Third) Load<TLanes>(ref readonly float source, nint step)
        where TLanes : struct, ILanes<TLanes> =>
        (TLanes.Load(in source, 0), TLanes.Load(in source, step), TLanes.Load(in source, 2 * step));
}
