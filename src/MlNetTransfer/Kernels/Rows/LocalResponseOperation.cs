using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Functions;

namespace MlNetTransfer.Kernels.Rows;

/// <summary>See <see cref="LocalResponseNormalization"/>.</summary>
/// <remarks>Squares are summed in ascending channel order; the power is exp(-beta log(base)).</remarks>
internal sealed class LocalResponseOperation(LocalResponseSpec spec, BlockedLayout input, BlockedLayout output) : PixelBandOperation(input, output)
{
    private readonly int _before = (spec.Size - 1) / 2;

    /// <summary>Channels, and their squares between margins of zeros.</summary>
    public override int ScratchLength => (2 * Input.Blocks * BlockedLayout.Block) + spec.Size;

    /// <inheritdoc/>
    protected override void RunPixel<TLanes>(ReadOnlySpan<float> input, Span<float> output, Span<float> scratch)
    {
        int padded = Input.Blocks * BlockedLayout.Block;
        Span<float> channels = scratch[..padded];
        Span<float> squares = scratch.Slice(padded, padded + spec.Size);
        Gather(input, channels);
        squares.Clear();
        for (int c = 0; c < Input.Channels; c++)
        {
            squares[_before + c] = channels[c] * channels[c];
        }

        ref float values = ref MemoryMarshal.GetReference(channels);
        ref readonly float window = ref MemoryMarshal.GetReference(squares);
        TLanes scale = TLanes.Broadcast(spec.Alpha / spec.Size);
        TLanes power = TLanes.Broadcast(-spec.Beta);
        for (int c = 0; c < padded; c += TLanes.Count)
        {
            TLanes sum = TLanes.Broadcast(0f);
            for (int i = 0; i < spec.Size; i++)
            {
                sum = TLanes.Add(sum, TLanes.Load(in window, c + i));
            }

            TLanes logarithm = VectorMath.Log(TLanes.MultiplyAdd(sum, scale, TLanes.Broadcast(spec.Bias)));
            TLanes factor = VectorMath.Exp(TLanes.Multiply(power, logarithm));
            TLanes.Store(TLanes.Multiply(TLanes.Load(in values, c), factor), ref values, c);
        }

        channels[Input.Channels..].Clear();
        Scatter(channels, output);
    }
}
