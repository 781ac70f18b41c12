using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Functions;
using MlNetTransfer.Kernels.Gradients;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>A^T M A of tiles, with bias, residual and activation in the store.</summary>
internal sealed class WinogradOutput<TTransform>
    where TTransform : struct, IWinogradTransform
{
    private readonly ConvolutionSpec _spec;
    private readonly WinogradGrid _grid;
    private readonly AlignedBuffer _bias;
    private readonly StoredFunction _function;

    public WinogradOutput(ConvolutionSpec spec, WinogradGrid grid, ReadOnlySpan<float> bias)
    {
        _spec = spec;
        _grid = grid;
        _bias = new AlignedBuffer(spec.Output.Blocks * BlockedLayout.Block);
        SetBias(bias);
        _function = new StoredFunction(spec.Activation, spec.Output.Channels);
    }

    private static int Size => TTransform.Outputs + 2;

    /// <summary>Applied to the result last; null for none.</summary>
    public GradientMask? Mask { get; init; }

    /// <summary>Takes another bias; empty for none.</summary>
    public void SetBias(ReadOnlySpan<float> bias) => TileBias.Set(_bias.Span, bias);

    /// <summary>Throws unless a run's output and residual are long enough.</summary>
    public void Check(in OperationBuffers buffers)
    {
        BufferChecks.Holds(buffers.Output, _spec.Output, buffers.Batch, nameof(buffers.Output));
        if (_spec.Residual is { } residual)
        {
            BufferChecks.Holds(buffers.Second, residual, buffers.Batch, nameof(buffers.Second));
        }

        Mask?.Check(in buffers);
    }

    /// <summary>Stores some tiles of a panel.</summary>
    /// <param name="buffers">Output and residual.</param>
    /// <param name="tiles">Tiles [First, End).</param>
    /// <param name="panel">Output channels.</param>
    /// <param name="products">Their products [point][tile][2 vectors].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLanes>(in OperationBuffers buffers, (int First, int End) tiles, in Panel panel, ReadOnlySpan<float> products)
        where TLanes : struct, ILanes<TLanes>
    {
        int width = 2 * TLanes.Count;
        nint pointStep = (nint)(tiles.End - tiles.First) * width;
        for (int v = 0; v < panel.Vectors; v++)
        {
            Panel vector = new(panel.Channel + (v * TLanes.Count), 1, 0, 0, 0, 0, 0);
            (int Picture, int Y, int X) at = _grid.PlaceOf(tiles.First);
            TilePlace place = PlaceOf(at.Picture, vector, TLanes.Count);
            for (int tile = tiles.First; tile < tiles.End; tile++)
            {
                (int Picture, int Y, int X) next = _grid.Next(at.Picture, at.Y, at.X);
                TilePlace nextPlace = next.Picture == at.Picture ? place : PlaceOf(next.Picture, vector, TLanes.Count);
                if (tile + 1 < tiles.End)
                {
                    Fetch(in buffers, in nextPlace, (next.Y, next.X));
                }

                ref readonly float first = ref products[((tile - tiles.First) * width) + (v * TLanes.Count)];
                StoreTile<TLanes>(in buffers, in first, pointStep, in place, (at.Y, at.X));
                (at, place) = (next, nextPlace);
            }
        }
    }

    /// <summary>Asks early for the lines that a tile is stored to, and for its residual.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fetch(in OperationBuffers buffers, in TilePlace place, (int Y, int X) at)
    {
        ref float output = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Output), place.Places.Output + _spec.Output.Offset(0, at.Y, at.X));
        for (int row = 0; row < TTransform.Outputs; row++)
        {
            for (int column = 0; column < TTransform.Outputs; column++)
            {
                Prefetch.Near(in output, (row * _spec.Output.RowStride) + (column * BlockedLayout.Block));
            }
        }

        if (_spec.Residual is not { } residual)
        {
            return;
        }

        ref float addend = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Second), place.Places.Residual + residual.Offset(0, at.Y, at.X));
        for (int row = 0; row < TTransform.Outputs; row++)
        {
            for (int column = 0; column < TTransform.Outputs; column++)
            {
                Prefetch.Near(in addend, (row * residual.RowStride) + (column * BlockedLayout.Block));
            }
        }
    }

    private TilePlace PlaceOf(int picture, Panel vector, int lanes) =>
        new(vector, new PanelPlaces(_spec, vector, lanes, picture), Mask?.Plane(picture, vector.Channel) ?? 0);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void StoreTile<TLanes>(in OperationBuffers buffers, ref readonly float products, nint pointStep, in TilePlace place, (int Y, int X) at)
        where TLanes : struct, ILanes<TLanes>
    {
        Span<float> columns = stackalloc float[(TTransform.Outputs * Size * TLanes.Count) + CacheLine.Floats];
        ref float between = ref CacheLine.First(columns);
        for (int j = 0; j < Size; j++)
        {
            TTransform.Output(
                in Unsafe.Add(ref Unsafe.AsRef(in products), j * pointStep), Size * pointStep, out TLanes y0, out TLanes y1, out TLanes y2, out TLanes y3);
            ref float column = ref Unsafe.Add(ref between, j * TLanes.Count);
            TLanes.Store(y0, ref column, 0);
            TLanes.Store(y1, ref column, Size * TLanes.Count);
            if (TTransform.Outputs > 2)
            {
                TLanes.Store(y2, ref column, 2 * Size * TLanes.Count);
                TLanes.Store(y3, ref column, 3 * Size * TLanes.Count);
            }
        }

        ref float output = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Output), place.Places.Output + _spec.Output.Offset(0, at.Y, at.X));
        ref float residual = ref _spec.Residual is { } layout
            ? ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Second), place.Places.Residual + layout.Offset(0, at.Y, at.X))
            : ref Unsafe.NullRef<float>();
        int rows = Math.Min(TTransform.Outputs, _spec.Output.Height - at.Y);
        int count = Math.Min(TTransform.Outputs, _spec.Output.Width - at.X);
        StoreRows<TLanes>(in between, ref output, in residual, in _bias.Span[place.Panel.Channel], (rows, count));
        if (!_function.IsInStore || Mask is not null)
        {
            Finish<TLanes>(in buffers, ref output, in place, at, (rows, count));
        }
    }

    /// <summary>Rows of a tile: bias, residual, bounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StoreRows<TLanes>(ref readonly float between, ref float output, ref readonly float residual, ref readonly float bias, (int Rows, int Count) size)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes bias0 = TLanes.Load(in bias, 0);
        TLanes low = TLanes.Broadcast(_function.Low);
        TLanes high = TLanes.Broadcast(_function.High);
        nint outputStep = _spec.Output.RowStride;
        nint residualStep = _spec.Residual?.RowStride ?? 0;
        bool hasResidual = !Unsafe.IsNullRef(in residual);
        int count = size.Count;
        for (int i = 0; i < size.Rows; i++)
        {
            TTransform.Output(in Unsafe.Add(ref Unsafe.AsRef(in between), i * Size * TLanes.Count), TLanes.Count, out TLanes y0, out TLanes y1, out TLanes y2, out TLanes y3);
            ref float row = ref Unsafe.Add(ref output, i * outputStep);
            ref float addend = ref hasResidual ? ref Unsafe.Add(ref Unsafe.AsRef(in residual), i * residualStep) : ref Unsafe.NullRef<float>();
            StorePixel(y0, 0, bias0, (low, high), ref row, in addend);
            if (count > 1)
            {
                StorePixel(y1, BlockedLayout.Block, bias0, (low, high), ref row, in addend);
            }

            if (TTransform.Outputs > 2 && count > 2)
            {
                StorePixel(y2, 2 * BlockedLayout.Block, bias0, (low, high), ref row, in addend);
            }

            if (TTransform.Outputs > 2 && count > 3)
            {
                StorePixel(y3, 3 * BlockedLayout.Block, bias0, (low, high), ref row, in addend);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePixel<TLanes>(TLanes value, nint at, TLanes bias, (TLanes Low, TLanes High) bounds, ref float row, ref readonly float residual)
        where TLanes : struct, ILanes<TLanes>
    {
        value = TLanes.Add(value, bias);
        if (!Unsafe.IsNullRef(in residual))
        {
            value = TLanes.Add(value, TLanes.Load(in residual, at));
        }

        TLanes.Store(TLanes.Min(bounds.High, TLanes.Max(bounds.Low, value)), ref row, at);
    }

    /// <summary>What the store could not do: other activations, a gradient's mask.</summary>
    private void Finish<TLanes>(in OperationBuffers buffers, ref float output, in TilePlace place, (int Y, int X) at, (int Rows, int Count) size)
        where TLanes : struct, ILanes<TLanes>
    {
        TileCall call = new() { First = size.Count, OutputStep = BlockedLayout.Block };
        for (int i = 0; i < size.Rows; i++)
        {
            ref float row = ref Unsafe.Add(ref output, (nint)i * _spec.Output.RowStride);
            _function.ApplyToTile<TLanes>(in call, ref row, place.Panel);
            Mask?.ApplyToRow<TLanes>(in buffers, place.Mask, (at.Y + i, at.X), ref row, size.Count);
        }
    }

    /// <summary>One vector of output channels of a picture.</summary>
    private readonly record struct TilePlace(Panel Panel, PanelPlaces Places, nint Mask);
}
