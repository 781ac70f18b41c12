using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Blocks;

/// <summary>See <see cref="InvertedResidual"/>.</summary>
/// <remarks>
/// For each strip of output rows and each pair of channel blocks: expands the input rows that the strip's windows reach into scratch with a border of
/// zeros, convolves them depthwise; then projects all channels of the strip, residual and activation in the store. Rows that two strips reach are
/// expanded twice. Every sum has the order of the single convolutions, so the result has the same bits as running them one after another.
/// </remarks>
internal sealed class InvertedResidualOperation : LaneOperation
{
    private readonly InvertedResidualSpec _spec;
    private readonly StripDivision _division;
    private readonly StripLayouts _layouts;
    private readonly StripSweeps?[] _sweeps;
    private readonly ConvolutionPanels? _expand;
    private readonly ConvolutionPanels? _project;
    private readonly PackedWeights _depthwise;
    private readonly int[] _taps;

    /// <summary>Packs a checked chain; see <see cref="InvertedResidual.Prepare"/>.</summary>
    public InvertedResidualOperation(InvertedResidualSpec spec, InvertedResidualWeights weights)
    {
        _spec = spec;
        _division = new StripDivision(spec);
        _layouts = new StripLayouts(spec, _division);
        _depthwise = DepthwiseWeights.Pack(spec.Depthwise, LaneCount, weights.Depthwise.Weights.Span, weights.Depthwise.Bias.Span);
        _taps = DepthwiseWeights.Taps(spec.Depthwise.Shape, _layouts.Expanded ?? spec.Input);
        if (spec.Expand is { } expand)
        {
            _expand = new ConvolutionPanels(expand, LaneCount, weights.Expand.Weights.Span, weights.Expand.Bias.Span);
        }

        if (spec.Project is { } project)
        {
            _project = new ConvolutionPanels(project with { Input = _layouts.Convolved }, LaneCount, weights.Project.Weights.Span, weights.Project.Bias.Span);
        }

        _sweeps = new StripSweeps?[_division.MaxRows + 1];
        foreach (int rows in _division.RowCounts())
        {
            _sweeps[rows] = new StripSweeps(spec, _layouts, Width, rows);
        }

        PrepareExpansions();
    }

    /// <inheritdoc/>
    public override int ScratchLength => _layouts.ScratchLength;

    private ConvolutionShape Shape => _spec.Depthwise.Shape;

    /// <inheritdoc/>
    public override OverwritableOperands Overwritable => _spec.Project?.Residual == _spec.Output ? OverwritableOperands.Second : OverwritableOperands.None;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * _division.ItemsPerPicture);

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        BufferChecks.Holds(buffers.Input, _spec.Input, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Output, _spec.Output, buffers.Batch, nameof(buffers.Output));
        BufferChecks.Holds(buffers.Scratch.Length, ScratchLength, nameof(buffers.Scratch));
        if (_spec.Project?.Residual is { } residual)
        {
            BufferChecks.Holds(buffers.Second, residual, buffers.Batch, nameof(buffers.Second));
        }

        for (int item = first; item < end;)
        {
            Strip strip = _division.At(item, end);
            ClearBorder(buffers.Scratch, in strip);
            for (int pair = strip.FirstPair; pair < strip.EndPair; pair++)
            {
                Expand<TLanes>(in buffers, in strip, pair);
                Convolve<TLanes>(in buffers, in strip, pair);
            }

            Project<TLanes>(in buffers, in strip);
            item += strip.ItemCount;
        }
    }

    /// <summary>Input rows of the picture that a strip's windows reach.</summary>
    private (int First, int End) InputRows(int firstRow, int rows)
    {
        int top = (firstRow * Shape.StrideY) - Shape.PadTop;
        return (Math.Clamp(top, 0, Shape.InputHeight), Math.Clamp(top + StripDivision.WindowRows(Shape, rows), 0, Shape.InputHeight));
    }

    private void PrepareExpansions()
    {
        if (_spec.Expand is null)
        {
            return;
        }

        for (int item = 0; item < _division.ItemsPerPicture; item += _division.GroupCount)
        {
            for (int count = 1; count <= _division.MergedStrips; count++)
            {
                Strip strip = _division.At(item, item + count);
                (int first, int end) = InputRows(strip.FirstRow, strip.Rows);
                if (end > first)
                {
                    _sweeps[strip.Rows]!.AddExpand(_spec, _layouts, Width, end - first);
                }
            }
        }
    }

    /// <summary>Clears the window's columns beside the picture and its rows above and below.</summary>
    private void ClearBorder(Span<float> scratch, in Strip strip)
    {
        if (_layouts.Expanded is not { } layout)
        {
            return;
        }

        (int first, int end) = InputRows(strip.FirstRow, strip.Rows);
        int start = strip.FirstRow * Shape.StrideY;
        int top = start - Shape.PadTop;
        int halo = layout.Halo * BlockedLayout.Block;
        for (int y = top; y < top + StripDivision.WindowRows(Shape, strip.Rows); y++)
        {
            for (int block = 0; block < layout.Blocks; block++)
            {
                Span<float> row = scratch.Slice(_layouts.ExpandedOffset + layout.Offset(block, y - start, -layout.Halo), layout.RowStride);
                if (y < first || y >= end)
                {
                    row.Clear();
                }
                else
                {
                    row[..halo].Clear();
                    row[^halo..].Clear();
                }
            }
        }
    }

    private void Expand<TLanes>(in OperationBuffers buffers, in Strip strip, int pair)
        where TLanes : struct, ILanes<TLanes>
    {
        (int first, int end) = InputRows(strip.FirstRow, strip.Rows);
        if (_expand is null || end <= first)
        {
            return;
        }

        BlockedLayout layout = _layouts.Expanded!.Value;
        TileSweep sweep = _sweeps[strip.Rows]!.Expand[end - first]!;
        nint input = ((nint)strip.Picture * _spec.Input.ImageStride) + (first * _spec.Input.RowStride);
        nint output = _layouts.ExpandedOffset + ((first - (strip.FirstRow * Shape.StrideY)) * layout.RowStride);
        int channel = pair * StripDivision.PairChannels;
        TileOperands places = default;
        places.Input = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Input), input);
        foreach (ref readonly Panel panel in PanelsOf(_expand, channel))
        {
            places.Output = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Scratch), output + ChannelOffset(layout, panel.Channel - channel));
            TileCall call = new() { VectorOutput = ChannelOffset(layout, panel.Channel - channel + TLanes.Count) - ChannelOffset(layout, panel.Channel - channel) };
            RunPanel<TLanes>(sweep, ref places, ref call, _expand, in panel);
        }
    }

    private void Convolve<TLanes>(in OperationBuffers buffers, in Strip strip, int pair)
        where TLanes : struct, ILanes<TLanes>
    {
        TileSweep sweep = _sweeps[strip.Rows]!.Depthwise;
        int first = pair * StripDivision.PairChannels;
        int end = Math.Min(first + StripDivision.PairChannels, _spec.Depthwise.Output.Blocks * BlockedLayout.Block);
        bool toOutput = _project is null;
        Span<float> target = toOutput ? buffers.Output : buffers.Scratch;
        nint output = toOutput ? ((nint)strip.Picture * _spec.Output.ImageStride) + (strip.FirstRow * _spec.Output.RowStride) : 0;
        ReadOnlySpan<float> source = _layouts.Expanded is null ? buffers.Input : buffers.Scratch;
        BlockedLayout layout = _layouts.Expanded ?? _spec.Input;
        nint input = _layouts.Expanded is null
            ? ((nint)strip.Picture * layout.ImageStride) + (strip.FirstRow * Shape.StrideY * layout.RowStride)
            : _layouts.ExpandedOffset;
        int shift = _layouts.Expanded is null ? 0 : first;
        int perVector = _taps.Length * TLanes.Count;
        for (int channel = first; channel < end; channel += TLanes.Count)
        {
            Panel panel = new(channel, 1, channel / TLanes.Count * perVector, perVector, 0, _taps.Length, 1);
            TileOperands places = default;
            places.Input = ref Unsafe.Add(ref MemoryMarshal.GetReference(source), input + ChannelOffset(layout, channel - shift));
            places.Output = ref Unsafe.Add(ref MemoryMarshal.GetReference(target), output + ChannelOffset(_layouts.Convolved, channel));
            places.Weights = ref Unsafe.Add(ref MemoryMarshal.GetReference(_depthwise.Weights.Span), panel.Weights);
            places.Bias = ref Unsafe.Add(ref MemoryMarshal.GetReference(_depthwise.Bias.Span), channel);
            TileCall call = new() { Runs = _taps, RunLength = 1, LastRunLength = 1 };
            sweep.Run<TLanes, ChannelRow<TLanes>>(in places, ref call, (0, sweep.TileCount, sweep.TileCount), in panel);
        }
    }

    private void Project<TLanes>(in OperationBuffers buffers, in Strip strip)
        where TLanes : struct, ILanes<TLanes>
    {
        if (_project is null)
        {
            return;
        }

        TileSweep sweep = _sweeps[strip.Rows]!.Project!;
        ConvolutionSpec spec = _spec.Project!;
        TileOperands places = default;
        places.Input = ref MemoryMarshal.GetReference(buffers.Scratch);
        foreach (ref readonly Panel panel in _project.Panels.AsSpan())
        {
            PanelPlaces at = new(spec, panel, TLanes.Count, strip.Picture);
            places.Output = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Output), at.Output + (strip.FirstRow * spec.Output.RowStride));
            if (spec.Residual is { } residual)
            {
                places.Residual = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Second), at.Residual + (strip.FirstRow * residual.RowStride));
            }

            TileCall call = new() { VectorOutput = at.VectorOutput, VectorResidual = at.VectorResidual };
            RunPanel<TLanes>(sweep, ref places, ref call, _project, in panel);
        }
    }

    private static void RunPanel<TLanes>(TileSweep sweep, ref TileOperands places, ref TileCall call, ConvolutionPanels panels, in Panel panel)
        where TLanes : struct, ILanes<TLanes>
    {
        call.Runs = panels.Runs.AsSpan(panel.Runs, panel.RunCount);
        call.RunLength = panels.RunLength;
        call.LastRunLength = panel.LastRunLength;
        places.Weights = ref Unsafe.Add(ref MemoryMarshal.GetReference(panels.Weights.Span), panel.Weights);
        places.Bias = ref Unsafe.Add(ref MemoryMarshal.GetReference(panels.Bias.Span), panel.Channel);
        if (panel.Vectors == 2)
        {
            sweep.Run<TLanes, DoubleRow<TLanes>>(in places, ref call, (0, sweep.TileCount, sweep.TileCount), in panel);
        }
        else
        {
            sweep.Run<TLanes, SingleRow<TLanes>>(in places, ref call, (0, sweep.TileCount, sweep.TileCount), in panel);
        }
    }

    /// <summary>The panels of a pair; every panel but the last has the same width.</summary>
    private ReadOnlySpan<Panel> PanelsOf(ConvolutionPanels panels, int channel)
    {
        int perPair = StripDivision.PairChannels / (2 * LaneCount);
        int first = channel / (2 * LaneCount);
        return panels.Panels.AsSpan(first, Math.Min(perPair, panels.Panels.Length - first));
    }

    private static nint ChannelOffset(BlockedLayout layout, int channel) =>
        ((nint)(channel / BlockedLayout.Block) * layout.PlaneStride) + (channel % BlockedLayout.Block);
}
