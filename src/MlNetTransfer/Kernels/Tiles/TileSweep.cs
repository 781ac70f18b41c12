using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Functions;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Runs one panel over a stretch of a layer's tiles: what direct and depthwise convolutions have in common.</summary>
internal sealed class TileSweep
{
    private readonly ConvolutionSpec _spec;
    private readonly TileGrid _grid;
    private readonly StoredFunction _function;

    /// <summary>Divides a layer's pictures into tiles.</summary>
    public TileSweep(ConvolutionSpec spec, int maxHalf)
    {
        _spec = spec;
        _grid = new TileGrid(spec, maxHalf);
        _function = new StoredFunction(spec.Activation, spec.Output.Channels);
    }

    /// <summary>Tiles of a picture.</summary>
    public int TileCount => _grid.Tiles.Length;

    /// <summary>Whether <see cref="BlockStep"/> fits.</summary>
    public bool HasBlockStep => _grid.InputStep == BlockedLayout.Block;

    /// <summary>Checks the lengths of a run's buffers.</summary>
    public void Check(in OperationBuffers buffers)
    {
        BufferChecks.Holds(buffers.Input, _spec.Input, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Output, _spec.Output, buffers.Batch, nameof(buffers.Output));
        if (_spec.Residual is { } residual)
        {
            BufferChecks.Holds(buffers.Second, residual, buffers.Batch, nameof(buffers.Second));
        }
    }

    /// <summary>Runs tiles [FirstTile, EndTile) of a stretch for a panel.</summary>
    /// <param name="buffers">Checked buffers.</param>
    /// <param name="call">Runs and prefetch distance; the rest is set here.</param>
    /// <param name="stretch">Picture and tiles.</param>
    /// <param name="panel">Output channels.</param>
    /// <param name="packed">Weights and bias that the panel points into, and the input's offset from the picture's start.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLanes, TRow, TStep>(in OperationBuffers buffers, ref TileCall call, in WorkStretch stretch, in Panel panel, PackedWeights packed)
        where TLanes : struct, ILanes<TLanes>
        where TRow : struct, ITileRows<TLanes>
        where TStep : struct, IPixelStep
    {
        PanelPlaces places = new(_spec, panel, TLanes.Count, stretch.Picture);
        call.VectorOutput = places.VectorOutput;
        call.VectorResidual = places.VectorResidual;
        call.InputStep = _grid.InputStep;
        call.OutputStep = BlockedLayout.Block;
        call.Low = _function.Low;
        call.High = _function.High;
        nint start = ((nint)stretch.Picture * _spec.Input.ImageStride) + packed.InputOffset;
        ref float input = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Input), start);
        ref float output = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Output), places.Output);
        ref float residual = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Second), places.Residual);
        TileOperands operands = default;
        operands.Weights = ref Unsafe.Add(ref MemoryMarshal.GetReference(packed.Weights.Span), panel.Weights);
        operands.Bias = ref Unsafe.Add(ref MemoryMarshal.GetReference(packed.Bias.Span), panel.Channel);
        for (int t = stretch.FirstTile; t < stretch.EndTile; t++)
        {
            Tile tile = _grid.Tiles[t];
            call.First = tile.First;
            call.Second = tile.Second;
            call.HalfInput = _grid.HalfInput(tile.First);
            call.HalfOutput = _grid.HalfOutput(tile.First);
            operands.Input = ref Unsafe.Add(ref input, tile.Input);
            operands.Output = ref Unsafe.Add(ref output, tile.Output);
            if (_spec.Residual is not null)
            {
                call.HalfResidual = _grid.HalfResidual(tile.First);
                operands.Residual = ref Unsafe.Add(ref residual, tile.Residual);
            }

            TileKernel.Run<TLanes, TRow, TStep>(in call, in operands);
            _function.ApplyToTile<TLanes>(in call, ref operands.Output, panel);
        }
    }
}
