using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Gradients;

/// <summary>A convolution's weights packed for its input gradient: panels of input channels, phase by phase, in the order in which register tiles read them.</summary>
/// <remarks>
/// A panel holds, for each phase and each of its runs, [output channel and tap of the run][input channel of the panel]. Groups are panels that read only
/// the blocks of dY their groups lie in, with zeros where an output belongs to another group of the same block.
/// </remarks>
internal sealed class InputGradientPanels
{
    // Kernels of a panel lie far apart in the given weights: so many outputs ahead they are fetched.
    private const int FetchAhead = 4;

    private readonly ConvolutionShape _shape;
    private readonly BlockedLayout _output;
    private readonly (AxisPhase Rows, AxisPhase Columns)[] _phases;
    private readonly int _lanes;
    private readonly List<Panel> _panels = [];
    private readonly List<PhasePanel> _parts = [];
    private readonly List<int> _runs = [];

    /// <summary>Packs.</summary>
    /// <param name="spec">The convolution.</param>
    /// <param name="phases">Phases of dX.</param>
    /// <param name="lanes">Floats in a vector.</param>
    /// <param name="weights">[O, I / groups, kernel row, kernel column].</param>
    public InputGradientPanels(ConvolutionGradientSpec spec, (AxisPhase Rows, AxisPhase Columns)[] phases, int lanes, ReadOnlySpan<float> weights)
    {
        _shape = spec.Shape;
        _output = spec.Output;
        _phases = phases;
        _lanes = lanes;
        int padded = spec.InputGradient.Blocks * BlockedLayout.Block;
        bool narrow = _shape.Groups > 1 && _shape.GroupInputChannels < 2 * lanes;
        int length = 0;
        for (int channel = 0; channel < padded;)
        {
            int vectors = narrow || padded - channel < 2 * lanes ? 1 : 2;
            int start = length;
            foreach ((AxisPhase rows, AxisPhase columns) in phases)
            {
                length = checked(length + AddPart(rows, columns, (channel, vectors), length));
            }

            _panels.Add(new Panel(channel, vectors, start, length - start, 0, 0, 0));
            channel += vectors * lanes;
        }

        Panels = [.. _panels];
        Parts = [.. _parts];
        AlignedBuffer packed = new(length);
        AlignedBuffer bias = new(2 * F32x16.Count);
        packed.Span.Clear();
        bias.Span.Clear();
        Weights = new GradientWeights(packed, bias, [.. _runs]);
        Pack(weights, 0, Panels.Length);
    }

    /// <summary>The panels in the order of their channels.</summary>
    public Panel[] Panels { get; }

    /// <summary>[panel][phase].</summary>
    public PhasePanel[] Parts { get; }

    /// <summary>Weights, runs and zero bias.</summary>
    public GradientWeights Weights { get; }

    /// <summary>Packs panels [first, end).</summary>
    public void Pack(ReadOnlySpan<float> weights, int first, int end)
    {
        for (int p = first; p < end; p++)
        {
            for (int phase = 0; phase < _phases.Length; phase++)
            {
                Pack(Panels[p], _phases[phase], Parts[(p * _phases.Length) + phase], weights);
            }
        }
    }

    private int AddPart(AxisPhase rows, AxisPhase columns, (int Channel, int Vectors) panel, int offset)
    {
        (int firstBlock, int endBlock) = OutputBlocks(panel.Channel, panel.Channel + (panel.Vectors * _lanes));
        int start = _runs.Count;
        bool whole = columns.IsContiguous;
        for (int block = firstBlock; block < endBlock; block++)
        {
            foreach (int y in rows.Places)
            {
                for (int x = 0; x < (whole ? Math.Min(1, columns.Places.Length) : columns.Places.Length); x++)
                {
                    _runs.Add((block * _output.PlaneStride) + (y * _output.RowStride) + (columns.Places[x] * BlockedLayout.Block));
                }
            }
        }

        int count = _runs.Count - start;
        int runLength = BlockedLayout.Block * (whole ? columns.Places.Length : 1);
        bool pointwise = rows.Places.Length == 1 && columns.Places.Length == 1;
        int last = pointwise ? Math.Clamp(_shape.OutputChannels - ((endBlock - 1) * BlockedLayout.Block), 1, BlockedLayout.Block) : runLength;
        _parts.Add(new PhasePanel(offset, start, count, runLength, last));
        return count == 0 ? 0 : (((count - 1) * runLength) + last) * panel.Vectors * _lanes;
    }

    /// <summary>Blocks of dY that the groups of input channels [first, end) lie in; none for padding channels.</summary>
    private (int First, int End) OutputBlocks(int first, int end)
    {
        if (first >= _shape.InputChannels)
        {
            return (0, 0);
        }

        int firstGroup = first / _shape.GroupInputChannels;
        int lastGroup = (Math.Min(end, _shape.InputChannels) - 1) / _shape.GroupInputChannels;
        int endOutput = (lastGroup + 1) * _shape.GroupOutputChannels;
        return (firstGroup * _shape.GroupOutputChannels / BlockedLayout.Block, (endOutput + BlockedLayout.Block - 1) / BlockedLayout.Block);
    }

    private void Pack(Panel panel, (AxisPhase Rows, AxisPhase Columns) phase, PhasePanel part, ReadOnlySpan<float> weights)
    {
        if (part.RunCount == 0)
        {
            return;
        }

        int width = panel.Vectors * _lanes;
        int channels = Math.Min(width, _shape.InputChannels - panel.Channel);
        (int firstBlock, int endBlock) = OutputBlocks(panel.Channel, panel.Channel + width);
        int taps = phase.Rows.Taps.Length * phase.Columns.Taps.Length;
        int kernel = _shape.KernelHeight * _shape.KernelWidth;
        Span<float> target = Weights.Packed.Span[part.Weights..];
        for (int o = firstBlock * BlockedLayout.Block; o < Math.Min(endBlock * BlockedLayout.Block, _shape.OutputChannels); o++)
        {
            // Channels of the panel that lie in this output's group.
            int group = o / _shape.GroupOutputChannels * _shape.GroupInputChannels;
            int from = Math.Max(0, group - panel.Channel);
            int to = Math.Min(channels, group + _shape.GroupInputChannels - panel.Channel);
            int block = (o / BlockedLayout.Block) - firstBlock;
            WeightCopy.Fetch(weights, (((o + FetchAhead) * _shape.GroupInputChannels) + panel.Channel) * kernel, Math.Max(0, to - from) * kernel);
            for (int tap = 0; tap < taps && from < to; tap++)
            {
                int place = (phase.Rows.Taps[tap / phase.Columns.Taps.Length] * _shape.KernelWidth) + phase.Columns.Taps[tap % phase.Columns.Taps.Length];
                int source = (((o * _shape.GroupInputChannels) + panel.Channel + from - group) * kernel) + place;
                int row = (((block * taps) + tap) * BlockedLayout.Block) + (o % BlockedLayout.Block);
                WeightCopy.Gather(weights[source..], kernel, target.Slice((row * width) + from, to - from));
            }
        }
    }
}
