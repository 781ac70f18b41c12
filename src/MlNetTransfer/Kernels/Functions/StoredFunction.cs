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

    /// <summary>Whether the bounds are all, and <see cref="ApplyToTile"/> does nothing.</summary>
    public bool IsInStore => _inStore;

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

        Vectors vectors = new()
        {
            Values = ref output,
            First = call.First,
            Second = call.Second,
            Step = call.OutputStep,
            Half = call.HalfOutput,
            Vector = call.VectorOutput,
            VectorCount = panel.Vectors,
            Real = _channels - panel.Channel,
            Alpha = _activation.Alpha,
            Beta = _activation.Beta,
        };
        FunctionDispatch.Run<Kernel, TLanes, Vectors>(_activation.Kind, vectors);
    }

    /// <summary>The vectors of a tile: two halves of rows, one or two vectors in each row.</summary>
    private ref struct Vectors
    {
        public ref float Values;
        public int First;
        public int Second;
        public nint Step;
        public nint Half;
        public nint Vector;
        public int VectorCount;
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
            for (int v = 0; v < args.VectorCount; v++)
            {
                ref float vector = ref Unsafe.Add(ref args.Values, v * args.Vector);
                for (int row = 0; row < args.First + args.Second; row++)
                {
                    nint at = row < args.First ? row * args.Step : args.Half + ((row - args.First) * args.Step);
                    TLanes.Store(TFunction.Of(TLanes.Load(in vector, at), alpha, beta), ref vector, at);
                }

                int real = Math.Clamp(args.Real - (v * TLanes.Count), 0, TLanes.Count);
                if (real < TLanes.Count)
                {
                    ClearPadding(in args, ref Unsafe.Add(ref vector, real), TLanes.Count - real);
                }
            }
        }

        private static void ClearPadding(in Vectors args, ref float padding, int count)
        {
            for (int row = 0; row < args.First + args.Second; row++)
            {
                nint at = row < args.First ? row * args.Step : args.Half + ((row - args.First) * args.Step);
                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref padding, at), count).Clear();
            }
        }
    }
}
