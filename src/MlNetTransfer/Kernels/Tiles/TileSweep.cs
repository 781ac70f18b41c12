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

    /// <summary>Floats from one row's input to the next.</summary>
    public int InputStep => _grid.InputStep;

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
    public void Run<TLanes, TRow>(in OperationBuffers buffers, ref TileCall call, in WorkStretch stretch, in Panel panel, PackedWeights packed)
        where TLanes : struct, ILanes<TLanes>
        where TRow : struct, ITileRows<TLanes>
    {
        PanelPlaces places = new(_spec, panel, TLanes.Count, stretch.Picture);
        call.VectorOutput = places.VectorOutput;
        call.VectorResidual = places.VectorResidual;
        nint start = ((nint)stretch.Picture * _spec.Input.ImageStride) + packed.InputOffset;
        TileOperands places0 = default;
        places0.Input = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Input), start);
        places0.Output = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Output), places.Output);
        if (_spec.Residual is not null)
        {
            places0.Residual = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Second), places.Residual);
        }

        places0.Weights = ref Unsafe.Add(ref MemoryMarshal.GetReference(packed.Weights.Span), panel.Weights);
        places0.Bias = ref Unsafe.Add(ref MemoryMarshal.GetReference(packed.Bias.Span), panel.Channel);
        // What follows the stretch is asked for early as well: the picture's next tile, or the next picture's first.
        call.InputAhead = _spec.Input.ImageStride + _grid.Tiles[0].Input - _grid.Tiles[^1].Input;
        Run<TLanes, TRow>(in places0, ref call, (stretch.FirstTile, stretch.EndTile, TileCount), in panel);
    }

    /// <summary>Runs tiles [First, End) for a panel at given places.</summary>
    /// <param name="places">Input, output and residual that the tiles' offsets count from; the panel's weights and bias.</param>
    /// <param name="call">Runs, vector distances and prefetch distance; the rest is set here.</param>
    /// <param name="tiles">Which tiles; beyond them, up to Known, tiles are asked for early.</param>
    /// <param name="panel">Output channels.</param>
    public void Run<TLanes, TRow>(in TileOperands places, ref TileCall call, (int First, int End, int Known) tiles, in Panel panel)
        where TLanes : struct, ILanes<TLanes>
        where TRow : struct, ITileRows<TLanes>
    {
        switch (InputStep)
        {
            case BlockedLayout.Block:
                Run<TLanes, TRow, BlockStep>(in places, ref call, tiles, in panel);
                break;
            case 2 * BlockedLayout.Block:
                Run<TLanes, TRow, DoubleBlockStep>(in places, ref call, tiles, in panel);
                break;
            default:
                Run<TLanes, TRow, AnyStep>(in places, ref call, tiles, in panel);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run<TLanes, TRow, TStep>(in TileOperands places, ref TileCall call, (int First, int End, int Known) tiles, in Panel panel)
        where TLanes : struct, ILanes<TLanes>
        where TRow : struct, ITileRows<TLanes>
        where TStep : struct, IPixelStep
    {
        call.InputStep = _grid.InputStep;
        call.OutputStep = BlockedLayout.Block;
        call.Low = _function.Low;
        call.High = _function.High;
        nint ahead = call.WeightsAhead;
        call.WeightsAheadStep = BlockedLayout.Block;
        for (int t = tiles.First; t < tiles.End; t += call.Count)
        {
            Tile tile = _grid.Tiles[t];
            call.Tiles = _grid.Tiles.AsSpan(t, tiles.Known - t);
            call.Count = _function.IsInStore ? Tile.EqualAtStart(call.Tiles[..(tiles.End - t)]) : 1;
            call.First = tile.First;
            call.Second = tile.Second;
            call.HalfInput = _grid.HalfInput(tile.First);
            call.HalfOutput = _grid.HalfOutput(tile.First);
            call.HalfResidual = _grid.HalfResidual(tile.First);
            call.WeightsAhead = ahead == 0 ? 0 : ahead + ((t & 1) * (ahead / 2));
            call.WeightsAheadTurn = (t & 1) == 0 ? ahead / 2 : -(ahead / 2);
            TileKernel.Run<TLanes, TRow, TStep>(in call, in places);
            if (!_function.IsInStore)
            {
                _function.ApplyToTile<TLanes>(in call, ref Unsafe.Add(ref places.Output, tile.Output), panel);
            }
        }
    }
}
