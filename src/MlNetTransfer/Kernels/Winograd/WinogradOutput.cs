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
        for (int tile = tiles.First; tile < tiles.End; tile++)
        {
            (int picture, int y, int x) = _grid.PlaceOf(tile);
            for (int v = 0; v < panel.Vectors; v++)
            {
                Panel vector = new(panel.Channel + (v * TLanes.Count), 1, 0, 0, 0, 0, 0);
                PanelPlaces places = new(_spec, vector, TLanes.Count, picture);
                ref readonly float first = ref products[((tile - tiles.First) * width) + (v * TLanes.Count)];
                StoreTile<TLanes>(in buffers, in first, pointStep, new TilePlace(y, x, vector, places, Mask?.Plane(picture, vector.Channel) ?? 0));
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void StoreTile<TLanes>(in OperationBuffers buffers, ref readonly float products, nint pointStep, in TilePlace place)
        where TLanes : struct, ILanes<TLanes>
    {
        Span<float> columns = stackalloc float[Size * Size * TLanes.Count];
        ref float between = ref MemoryMarshal.GetReference(columns);
        for (int j = 0; j < Size; j++)
        {
            BetweenStore<TLanes> column = new(ref Unsafe.Add(ref between, j * TLanes.Count), Size * TLanes.Count);
            TTransform.Output<TLanes, BetweenStore<TLanes>>(in Unsafe.Add(ref Unsafe.AsRef(in products), j * pointStep), Size * pointStep, ref column);
        }

        int rows = Math.Min(TTransform.Outputs, _spec.Output.Height - place.Y);
        TileCall call = new() { First = Math.Min(TTransform.Outputs, _spec.Output.Width - place.X), OutputStep = BlockedLayout.Block };
        PixelStore<TLanes> row = new()
        {
            Count = call.First,
            Bias = TLanes.Load(in _bias.Span[place.Panel.Channel], 0),
            Low = TLanes.Broadcast(_function.Low),
            High = TLanes.Broadcast(_function.High),
        };
        for (int i = 0; i < rows; i++)
        {
            row.Output = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Output), place.Places.Output + _spec.Output.Offset(0, place.Y + i, place.X));
            if (_spec.Residual is { } residual)
            {
                row.Residual = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Second), place.Places.Residual + residual.Offset(0, place.Y + i, place.X));
            }

            TTransform.Output<TLanes, PixelStore<TLanes>>(in Unsafe.Add(ref between, i * Size * TLanes.Count), TLanes.Count, ref row);
            _function.ApplyToTile<TLanes>(in call, ref row.Output, place.Panel);
            Mask?.ApplyToRow<TLanes>(in buffers, place.Mask, (place.Y + i, place.X), ref row.Output, call.First);
        }
    }

    /// <summary>A tile of one vector of output channels.</summary>
    private readonly record struct TilePlace(int Y, int X, Panel Panel, PanelPlaces Places, nint Mask);
}
