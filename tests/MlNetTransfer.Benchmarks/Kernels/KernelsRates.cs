using System.Diagnostics;
using System.Runtime.CompilerServices;
using MlNetTransfer.Kernels;
using MlNetTransfer.Simd;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Benchmarks.Kernels;

/// <summary>Prints GFLOP/s of typical layers on one core beside a loop of multiply-adds that never leaves the registers, measured in turns.</summary>
internal static class KernelsRates
{
    private const int Rounds = 7;
    private const double TargetSeconds = 0.02;

    private static readonly (string Name, ConvolutionShape Shape)[] s_layers =
    [
        ("stem 7x7 s2 224 3-64", Square(3, 64, 224, 7, 2)),
        ("1x1 56 64-64", Square(64, 64, 56, 1, 1)),
        ("1x1 56 64-256", Square(64, 256, 56, 1, 1)),
        ("3x3 56 64-64", Square(64, 64, 56, 3, 1)),
        ("3x3 s2 56 128-128", Square(128, 128, 56, 3, 2)),
        ("1x1 28 512-128", Square(512, 128, 28, 1, 1)),
        ("3x3 28 128-128", Square(128, 128, 28, 3, 1)),
        ("1x1 14 256-1024", Square(256, 1024, 14, 1, 1)),
        ("3x3 14 256-256", Square(256, 256, 14, 3, 1)),
        ("1x1 7 512-2048", Square(512, 2048, 7, 1, 1)),
        ("3x3 7 512-512", Square(512, 512, 7, 3, 1)),
        ("1x1 s2 56 256-512", Square(256, 512, 56, 1, 2)),
        ("1x1 112 32-16", Square(32, 16, 112, 1, 1)),
        ("1x1 112 16-96", Square(16, 96, 112, 1, 1)),
        ("1x1 56 24-144", Square(24, 144, 56, 1, 1)),
        ("1x1 14 384-64", Square(384, 64, 14, 1, 1)),
        ("1x1 7 960-160", Square(960, 160, 7, 1, 1)),
        ("depthwise 3x3 56 144", Square(144, 144, 56, 3, 1) with { Groups = 144 }),
        ("depthwise 3x3 s2 112 96", Square(96, 96, 112, 3, 2) with { Groups = 96 }),
        ("depthwise 3x3 14 384", Square(384, 384, 14, 3, 1) with { Groups = 384 }),
        ("depthwise 5x5 14 480", Square(480, 480, 14, 5, 1) with { Groups = 480 }),
        ("grouped 32x4d 3x3 56 128", Square(128, 128, 56, 3, 1) with { Groups = 32 }),
        ("3x3 75 48-48 (odd)", Square(48, 48, 75, 3, 1)),
    ];

    /// <summary>Measures every layer at every width the machine computes fast, or at one.</summary>
    public static void Print(int width)
    {
        LaneWidth lanes = width == 0 ? LaneDispatch.Best : (LaneWidth)width;
        using LaneDispatch.Scope scope = LaneDispatch.Force(lanes);
        Console.WriteLine($"{(int)lanes} lanes, one core, medians of {Rounds}; share of the register loop measured beside each");
        foreach ((string name, ConvolutionShape shape) in s_layers)
        {
            foreach (bool winograd in new[] { false, true })
            {
                if (!winograd || ConvolutionChoice.For(shape, true) != ConvolutionChoice.For(shape, false))
                {
                    PrintLayer(winograd ? $"{name} {ConvolutionChoice.For(shape, true)}" : name, shape, winograd, lanes);
                }
            }
        }
    }

    private static void PrintLayer(string name, ConvolutionShape shape, bool winograd, LaneWidth lanes)
    {
        ConvolutionSpec spec = new()
        {
            Shape = shape,
            Input = new BlockedLayout(shape.InputChannels, shape.InputHeight, shape.InputWidth, shape.RequiredHalo),
            Output = new BlockedLayout(shape.OutputChannels, shape.OutputHeight, shape.OutputWidth),
            Activation = Activation.Relu,
            AllowWinograd = winograd,
        };
        float[] weights = new float[shape.OutputChannels * shape.GroupInputChannels * shape.KernelHeight * shape.KernelWidth];
        Array.Fill(weights, 0.01f);
        bool stem = shape.InputChannels <= PixelStem.MaxChannels;
        PreparedOperation operation = stem ? PixelStem.PreparePlanar(spec, weights, []) : Convolution.Prepare(spec, weights, []);
        AlignedBuffer input = Filled(spec.Input.Length(1));
        AlignedBuffer output = Filled(spec.Output.Length(1));
        AlignedBuffer scratch = Filled(operation.ScratchLength);
        int items = operation.ItemCount(1);
        void Once() => operation.Run(new OperationBuffers { Batch = 1, Input = input.Span, Output = output.Span, Scratch = scratch.Span }, 0, items);
        double[] rates = new double[Rounds];
        double[] shares = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            double peak = RegisterLoop.Rate(lanes);
            rates[round] = shape.Operations / SecondsOf(Once) / 1e9;
            shares[round] = rates[round] / Math.Max(peak, RegisterLoop.Rate(lanes));
        }

        Array.Sort(rates);
        Array.Sort(shares);
        Console.WriteLine($"{name,-36} {rates[Rounds / 2],7:F0} GFLOP/s (best {rates[^1],4:F0})  {shares[Rounds / 2],6:P0}  {items} items");
    }

    internal static AlignedBuffer Filled(int length)
    {
        AlignedBuffer buffer = new(length);
        buffer.Span.Fill(0.5f);
        return buffer;
    }

    internal static double SecondsOf(Action action)
    {
        action();
        long start = Stopwatch.GetTimestamp();
        int count = 0;
        double best = double.MaxValue;
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < TargetSeconds || count < 3)
        {
            long before = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(before).TotalSeconds);
            count++;
        }

        return best;
    }

    internal static ConvolutionShape Square(int inputs, int outputs, int size, int kernel, int stride) => new()
    {
        InputChannels = inputs,
        OutputChannels = outputs,
        InputHeight = size,
        InputWidth = size,
        KernelHeight = kernel,
        KernelWidth = kernel,
        StrideX = stride,
        StrideY = stride,
        PadTop = kernel / 2,
        PadLeft = kernel / 2,
        PadBottom = kernel / 2,
        PadRight = kernel / 2,
    };

    /// <summary>The most multiply-adds a core can do.</summary>
    internal readonly struct RegisterLoop : ILaneKernel<RegisterLoop.Result>
    {
        private const int Turns = 100_000;
        private const int Chains = 12;

        public static double Rate(LaneWidth lanes)
        {
            double best = 0;
            for (int i = 0; i < 3; i++)
            {
                Result result = new();
                long start = Stopwatch.GetTimestamp();
                LaneDispatch.Run<RegisterLoop, Result>(lanes, result);
                best = Math.Max(best, 2.0 * Chains * (int)lanes * Turns / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
            }

            return best;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TLanes>(Result args)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes x = TLanes.Broadcast(0.999f);
            TLanes a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
            for (int turn = 0; turn < Turns; turn++)
            {
                a = TLanes.MultiplyAdd(a, x, x);
                b = TLanes.MultiplyAdd(b, x, x);
                c = TLanes.MultiplyAdd(c, x, x);
                d = TLanes.MultiplyAdd(d, x, x);
                e = TLanes.MultiplyAdd(e, x, x);
                f = TLanes.MultiplyAdd(f, x, x);
                g = TLanes.MultiplyAdd(g, x, x);
                h = TLanes.MultiplyAdd(h, x, x);
                i = TLanes.MultiplyAdd(i, x, x);
                j = TLanes.MultiplyAdd(j, x, x);
                k = TLanes.MultiplyAdd(k, x, x);
                l = TLanes.MultiplyAdd(l, x, x);
            }

            TLanes sum = TLanes.Add(TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)), TLanes.Add(TLanes.Add(e, f), TLanes.Add(g, h)));
            TLanes.Store(TLanes.Add(sum, TLanes.Add(TLanes.Add(i, j), TLanes.Add(k, l))), ref args.Values[0], 0);
        }

        internal sealed class Result
        {
            public float[] Values { get; } = new float[F32x16.Count];
        }
    }
}
