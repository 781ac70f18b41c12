using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Gradients;

/// <summary>Runs one panel of input channels over a stretch of tiles: what direct and depthwise input gradients have in common.</summary>
internal sealed class PhaseSweep
{
    private readonly ConvolutionGradientSpec _spec;
    private readonly GradientMask? _mask;

    public PhaseSweep(ConvolutionGradientSpec spec, GradientMask? mask, int maxHalf)
    {
        _spec = spec;
        _mask = mask;
        Grid = new PhaseGrid(spec, maxHalf);
    }

    /// <summary>Phases and tiles.</summary>
    public PhaseGrid Grid { get; }

    /// <summary>Checks the lengths of a run's buffers.</summary>
    public void Check(in OperationBuffers buffers)
    {
        BufferChecks.Holds(buffers.Input, _spec.Output, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Output, _spec.InputGradient, buffers.Batch, nameof(buffers.Output));
        _mask?.Check(in buffers);
        if (_spec.Addend is { } addend)
        {
            BufferChecks.Holds(buffers.Second, addend, buffers.Batch, nameof(buffers.Second));
        }
    }

    /// <summary>Runs the tiles of a stretch for a panel.</summary>
    /// <param name="buffers">Checked buffers.</param>
    /// <param name="stretch">Picture and tiles.</param>
    /// <param name="panel">Its channels.</param>
    /// <param name="phases">Its weights and runs, phase by phase.</param>
    /// <param name="weights">What these point into.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLanes, TRow>(in OperationBuffers buffers, in WorkStretch stretch, in Panel panel, ReadOnlySpan<PhasePanel> phases, GradientWeights weights)
        where TLanes : struct, ILanes<TLanes>
        where TRow : struct, ITileRows<TLanes>
    {
        BlockedLayout output = _spec.InputGradient;
        BlockedLayout addend = _spec.Addend ?? output;
        nint outputPlane = Plane(output, stretch.Picture, panel.Channel);
        nint addendPlane = Plane(addend, stretch.Picture, panel.Channel);
        TileCall call = new()
        {
            InputStep = BlockedLayout.Block,
            OutputStep = _spec.Shape.StrideX * BlockedLayout.Block,
            VectorOutput = Plane(output, stretch.Picture, panel.Channel + TLanes.Count) - outputPlane,
            VectorResidual = Plane(addend, stretch.Picture, panel.Channel + TLanes.Count) - addendPlane,
            WeightsAhead = weights.Ahead,
            WeightsAheadStep = 2 * BlockedLayout.Block,
            Low = float.NegativeInfinity,
            High = float.PositiveInfinity,
        };
        TileOperands operands = default;
        operands.Bias = ref MemoryMarshal.GetReference(weights.Bias.Span);
        for (int t = stretch.FirstTile; t < stretch.EndTile; t++)
        {
            PhaseTile tile = Grid.Tiles[t];
            PhasePanel phase = phases[tile.Phase];
            call.Runs = weights.Runs.AsSpan(phase.Runs, phase.RunCount);
            call.RunLength = phase.RunLength;
            call.LastRunLength = phase.LastRunLength;
            call.First = tile.First;
            call.Second = tile.Second;
            call.HalfInput = Grid.HalfInput(in tile);
            call.HalfOutput = Grid.Half(in tile, output);
            operands.Weights = ref Unsafe.Add(ref MemoryMarshal.GetReference(weights.Packed.Span), phase.Weights);
            operands.Input = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Input), ((nint)stretch.Picture * _spec.Output.ImageStride) + weights.InputOffset + tile.Input);
            operands.Output = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Output), outputPlane + output.Offset(0, tile.Y, tile.X));
            if (_spec.Addend is not null)
            {
                call.HalfResidual = Grid.Half(in tile, addend);
                operands.Residual = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Second), addendPlane + addend.Offset(0, tile.Y, tile.X));
            }

            if (_mask is null)
            {
                TileKernel.Run<TLanes, TRow, BlockStep>(in call, in operands);
            }
            else
            {
                MaskPlace place = new(_mask, tile, panel, stretch.Picture, Grid.Half(in tile, _mask.Layout));
                Fetch<TLanes>(in buffers, in call, in place);
                TileKernel.Run<TLanes, TRow, BlockStep>(in call, in operands);
                Mask<TLanes>(in buffers, in call, in place, ref operands.Output);
            }
        }
    }

    private static nint Plane(BlockedLayout layout, int picture, int channel) =>
        ((nint)picture * layout.ImageStride) + ((nint)(channel / BlockedLayout.Block) * layout.PlaneStride) + (channel % BlockedLayout.Block);

    /// <summary>Fetches x of a tile early: it comes from far while the tile's products are summed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fetch<TLanes>(in OperationBuffers buffers, in TileCall call, in MaskPlace place)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int v = 0; v < place.Vectors; v++)
        {
            ref float x = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Third), place.Offset<TLanes>(v));
            for (int i = 0; i < call.First; i++)
            {
                Prefetch.Near(in x, i * call.OutputStep);
            }

            for (int i = 0; i < call.Second; i++)
            {
                Prefetch.Near(in x, place.Half + (i * call.OutputStep));
            }
        }
    }

    private void Mask<TLanes>(in OperationBuffers buffers, in TileCall call, in MaskPlace place, ref float output)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int v = 0; v < place.Vectors; v++)
        {
            ref float x = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Third), place.Offset<TLanes>(v));
            ref float gradient = ref Unsafe.Add(ref output, v * call.VectorOutput);
            _mask!.Apply<TLanes>(in x, ref gradient, call.OutputStep, call.First);
            if (call.Second > 0)
            {
                _mask.Apply<TLanes>(in Unsafe.Add(ref x, place.Half), ref Unsafe.Add(ref gradient, call.HalfOutput), call.OutputStep, call.Second);
            }
        }
    }

    /// <summary>Where a tile's x lies.</summary>
    private readonly struct MaskPlace(GradientMask mask, PhaseTile tile, Panel panel, int picture, int half)
    {
        private readonly int _pixel = mask.Layout.Offset(0, tile.Y, tile.X);

        public int Vectors => panel.Vectors;

        /// <summary>From the first half to the second.</summary>
        public nint Half => half;

        /// <summary>Offset of the first pixel's vector.</summary>
        public nint Offset<TLanes>(int vector)
            where TLanes : struct, ILanes<TLanes> => mask.Plane(picture, panel.Channel + (vector * TLanes.Count)) + _pixel;
    }
}
