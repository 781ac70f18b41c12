using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>A first convolution's weights packed as [panel][kernel row][kernel column][input channel][output channel of the panel].</summary>
internal sealed class StemPanels
{
    private readonly ConvolutionShape _shape;
    private readonly int _lanes;

    /// <summary>Packs.</summary>
    /// <param name="spec">The convolution, one group.</param>
    /// <param name="lanes">Floats in a vector.</param>
    /// <param name="weights">[O, I, kernel row, kernel column].</param>
    /// <param name="bias">[O], or empty.</param>
    public StemPanels(ConvolutionSpec spec, int lanes, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        ConvolutionShape shape = spec.Shape;
        int padded = spec.Output.Blocks * BlockedLayout.Block;
        int inputs = shape.KernelHeight * shape.KernelWidth * shape.InputChannels;
        List<Panel> panels = [];
        for (int channel = 0; channel < padded;)
        {
            int vectors = padded - channel < 2 * lanes ? 1 : 2;
            panels.Add(new Panel(channel, vectors, channel * inputs, vectors * lanes * inputs, 0, 0, 0));
            channel += vectors * lanes;
        }

        Panels = [.. panels];
        AlignedBuffer packed = new(padded * inputs);
        AlignedBuffer packedBias = new(padded);
        packed.Span.Clear();
        Packed = new PackedWeights(packed, packedBias);
        _shape = shape;
        _lanes = lanes;
        Pack(weights, bias, 0, Panels.Length);
    }

    /// <summary>The panels in the order of their channels.</summary>
    public Panel[] Panels { get; }

    /// <summary>Their weights and biases.</summary>
    public PackedWeights Packed { get; }

    /// <summary>Packs panels [first, end), and the bias with the first.</summary>
    public void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int first, int end)
    {
        for (int p = first; p < end; p++)
        {
            Pack(_shape, Panels[p], Panels[p].Vectors * _lanes, weights);
        }

        if (first == 0)
        {
            TileBias.Set(Packed.Bias.Span, bias);
        }
    }

    private void Pack(ConvolutionShape shape, Panel panel, int width, ReadOnlySpan<float> weights)
    {
        int taps = shape.KernelHeight * shape.KernelWidth;
        Span<float> target = Packed.Weights.Slice(panel.Weights, panel.WeightCount);
        for (int v = 0; v < width && panel.Channel + v < shape.OutputChannels; v++)
        {
            for (int c = 0; c < shape.InputChannels; c++)
            {
                for (int tap = 0; tap < taps; tap++)
                {
                    target[(((tap * shape.InputChannels) + c) * width) + v] = weights[((((panel.Channel + v) * shape.InputChannels) + c) * taps) + tap];
                }
            }
        }
    }
}
