using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Functions;

/// <summary>The activation of a register tile: bounds where it is a clamp that keeps zero, else a second pass over the tile just stored.</summary>
internal sealed class StoredFunction
{
    private readonly Activation _activation;
    private readonly int _channels;
    private readonly bool _inStore;

    /// <summary>Splits an activation.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="channels">Channels of the output; padding channels after them stay zero.</param>
    public StoredFunction(Activation activation, int channels)
    {
        _activation = activation;
        _channels = channels;
        bool clamp = activation.Kind == ActivationKind.Clamp;
        bool aligned = channels % BlockedLayout.Block == 0;
        _inStore = activation.Kind == ActivationKind.None || (clamp && (aligned || (activation.Alpha <= 0f && activation.Beta >= 0f)));
        Low = clamp && _inStore ? activation.Alpha : float.NegativeInfinity;
        High = clamp && _inStore ? activation.Beta : float.PositiveInfinity;
    }

    /// <summary>Lower bound for the store.</summary>
    public float Low { get; }

    /// <summary>Upper bound for the store.</summary>
    public float High { get; }

    /// <summary>Applies what the store could not.</summary>
    public void ApplyToTile<TLanes>(in TileCall call, ref float output, Panel panel)
        where TLanes : struct, ILanes<TLanes>
    {
        if (_inStore)
        {
            return;
        }

        for (int v = 0; v < panel.Vectors; v++)
        {
            int real = Math.Clamp(_channels - panel.Channel - (v * TLanes.Count), 0, TLanes.Count);
            ref float vector = ref Unsafe.Add(ref output, v * call.VectorOutput);
            Apply<TLanes>(ref vector, call.First, call.OutputStep, real);
            Apply<TLanes>(ref Unsafe.Add(ref vector, call.HalfOutput), call.Second, call.OutputStep, real);
        }
    }

    private void Apply<TLanes>(ref float values, int rows, nint step, int real)
        where TLanes : struct, ILanes<TLanes>
    {
        Vectors vectors = new() { Values = ref values, Rows = rows, Step = step, Real = real, Alpha = _activation.Alpha, Beta = _activation.Beta };
        FunctionDispatch.Run<Kernel, TLanes, Vectors>(_activation.Kind, vectors);
    }

    private ref struct Vectors
    {
        public ref float Values;
        public int Rows;
        public nint Step;
        public int Real;
        public float Alpha;
        public float Beta;
    }

    private readonly struct Kernel : IFunctionKernel<Vectors>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TLanes, TFunction>(Vectors args)
            where TLanes : struct, ILanes<TLanes>
            where TFunction : struct, IFunction
        {
            TLanes alpha = TLanes.Broadcast(args.Alpha);
            TLanes beta = TLanes.Broadcast(args.Beta);
            for (int row = 0; row < args.Rows; row++)
            {
                ref float at = ref Unsafe.Add(ref args.Values, row * args.Step);
                TLanes.Store(TFunction.Of(TLanes.Load(in at, 0), alpha, beta), ref at, 0);
                if (args.Real < TLanes.Count)
                {
                    MemoryMarshal.CreateSpan(ref Unsafe.Add(ref at, args.Real), TLanes.Count - args.Real).Clear();
                }
            }
        }
    }
}
