using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>A convolution's weights packed in the order in which register tiles read them.</summary>
/// <remarks>
/// A panel holds, for each of its runs, [input of the run][output channel of the panel]. Groups are panels that read only the blocks their groups
/// lie in, with zeros where an input belongs to another group of the same block.
/// </remarks>
internal sealed class ConvolutionPanels
{
    // Inputs that are packed together: with two wide vectors each, 16 KB.
    private const int StagedInputs = 128;

    private readonly ConvolutionShape _shape;
    private readonly BlockedLayout _input;
    private readonly int _lanes;
    private readonly List<Panel> _panels = [];
    private readonly List<int> _runs = [];

    /// <summary>Packs.</summary>
    /// <param name="spec">The convolution.</param>
    /// <param name="lanes">Floats in a vector.</param>
    /// <param name="weights">[O, I / groups, kernel row, kernel column].</param>
    /// <param name="bias">[O], or empty.</param>
    public ConvolutionPanels(ConvolutionSpec spec, int lanes, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        _shape = spec.Shape;
        _input = spec.Input;
        _lanes = lanes;
        int padded = spec.Output.Blocks * BlockedLayout.Block;
        bool narrow = _shape.Groups > 1 && _shape.GroupOutputChannels < 2 * lanes;
        int length = 0;
        for (int channel = 0; channel < padded;)
        {
            int vectors = narrow || padded - channel < 2 * lanes ? 1 : 2;
            Panel panel = AddPanel(channel, vectors, length);
            length = checked(length + panel.WeightCount);
            channel += vectors * lanes;
        }

        Panels = [.. _panels];
        Runs = [.. _runs];
        Weights = new AlignedBuffer(length);
        Bias = new AlignedBuffer(padded);
        Weights.Span.Clear();
        Pack(weights, bias, 0, Panels.Length);
    }

    /// <summary>The panels in the order of their channels.</summary>
    public Panel[] Panels { get; }

    /// <summary>Run starts of all panels, relative to a tile's first input.</summary>
    public int[] Runs { get; }

    /// <summary>Inputs of each run but a panel's last.</summary>
    public int RunLength => _shape.DilationX == 1 ? _shape.KernelWidth * BlockedLayout.Block : BlockedLayout.Block;

    /// <summary>Packed weights.</summary>
    public AlignedBuffer Weights { get; }

    /// <summary>Bias, zero for padding channels.</summary>
    public AlignedBuffer Bias { get; }

    /// <summary>Packs panels [first, end), and the bias with the first.</summary>
    public void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int first, int end)
    {
        for (int p = first; p < end; p++)
        {
            Pack(Panels[p], weights);
        }

        if (first == 0)
        {
            TileBias.Set(Bias.Span, bias);
        }
    }

    private Panel AddPanel(int channel, int vectors, int offset)
    {
        (int firstBlock, int endBlock) = InputBlocks(channel, channel + (vectors * _lanes));
        int start = _runs.Count;
        for (int block = firstBlock; block < endBlock; block++)
        {
            for (int ky = 0; ky < _shape.KernelHeight; ky++)
            {
                int row = (block * _input.PlaneStride) + (ky * _shape.DilationY * _input.RowStride);
                for (int kx = 0; kx < (_shape.DilationX == 1 ? 1 : _shape.KernelWidth); kx++)
                {
                    _runs.Add(row + (kx * _shape.DilationX * BlockedLayout.Block));
                }
            }
        }

        int count = _runs.Count - start;
        int last = LastRunLength(endBlock);
        int inputs = count == 0 ? 0 : ((count - 1) * RunLength) + last;
        Panel panel = new(channel, vectors, offset, checked(inputs * vectors * _lanes), start, count, last);
        _panels.Add(panel);
        return panel;
    }

    /// <summary>Input blocks that the groups of output channels [first, end) lie in; none for padding channels.</summary>
    private (int First, int End) InputBlocks(int first, int end)
    {
        if (first >= _shape.OutputChannels)
        {
            return (0, 0);
        }

        int firstGroup = first / _shape.GroupOutputChannels;
        int lastGroup = (Math.Min(end, _shape.OutputChannels) - 1) / _shape.GroupOutputChannels;
        int firstInput = firstGroup * _shape.GroupInputChannels;
        int endInput = (lastGroup + 1) * _shape.GroupInputChannels;
        return (firstInput / BlockedLayout.Block, (endInput + BlockedLayout.Block - 1) / BlockedLayout.Block);
    }

    /// <summary>A 1x1 kernel skips the padding channels of the last block.</summary>
    private int LastRunLength(int endBlock)
    {
        bool pointwise = _shape.KernelHeight == 1 && _shape.KernelWidth == 1;
        int channels = _shape.InputChannels - ((endBlock - 1) * BlockedLayout.Block);
        return pointwise ? Math.Clamp(channels, 1, BlockedLayout.Block) : RunLength;
    }

    private void Pack(Panel panel, ReadOnlySpan<float> weights)
    {
        int width = panel.Vectors * _lanes;
        int firstInput = InputBlocks(panel.Channel, panel.Channel + width).First * BlockedLayout.Block;
        int taps = _shape.KernelHeight * _shape.KernelWidth;
        Span<float> target = Weights.Slice(panel.Weights, panel.WeightCount);
        int inputs = _shape.GroupInputChannels;

        int outputs = Math.Min(width, _shape.OutputChannels - panel.Channel);
        if (_shape.Groups == 1 && outputs > 0)
        {
            PackWhole(panel.Channel, (outputs, width), weights, target);
            return;
        }

        for (int v = 0; v < outputs; v++)
        {
            int output = panel.Channel + v;
            int group = (output / _shape.GroupOutputChannels * inputs) - firstInput;
            ReadOnlySpan<float> kernels = weights.Slice(output * inputs * taps, inputs * taps);
            for (int c = 0; c < inputs; c++)
            {
                int at = group + c;
                int row = (at / BlockedLayout.Block * taps * BlockedLayout.Block) + (at % BlockedLayout.Block);
                WeightCopy.Scatter(kernels.Slice(c * taps, taps), target[((row * width) + v)..], BlockedLayout.Block * width);
            }
        }
    }

    /// <summary>Packs a panel of a convolution of one group. Inputs follow each other as [block][kernel row][kernel column][16].</summary>
    private void PackWhole(int channel, (int Count, int Width) outputs, ReadOnlySpan<float> weights, Span<float> target)
    {
        int taps = _shape.KernelHeight * _shape.KernelWidth;
        int kernels = _shape.InputChannels * taps;
        Span<float> staged = stackalloc float[StagedInputs * outputs.Width];
        for (int first = 0; first < kernels; first += StagedInputs)
        {
            int count = Math.Min(StagedInputs, kernels - first);
            WeightCopy.Transpose(weights[((channel * kernels) + first)..], kernels, staged, outputs.Width, (outputs.Count, count));
            for (int i = 0; i < count; i++)
            {
                (int c, int tap) = Math.DivRem(first + i, taps);
                int row = (((c / BlockedLayout.Block * taps) + tap) * BlockedLayout.Block) + (c % BlockedLayout.Block);
                staged.Slice(i * outputs.Width, outputs.Count).CopyTo(target[(row * outputs.Width)..]);
            }
        }
    }
}
