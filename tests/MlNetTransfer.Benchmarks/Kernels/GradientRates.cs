using MlNetTransfer.Kernels;
using MlNetTransfer.Simd;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Benchmarks.Kernels;

/// <summary>Prints GFLOP/s of the gradients of typical layers on one core beside a loop of multiply-adds that never leaves the registers, measured in turns.</summary>
internal static class GradientRates
{
    private const int Rounds = 5;

    private static readonly (string Name, ConvolutionShape Shape)[] s_layers =
    [
        ("r18 stem 7x7 s2 224 3-64", KernelsRates.Square(3, 64, 224, 7, 2)),
        ("r18 3x3 56 64-64", KernelsRates.Square(64, 64, 56, 3, 1)),
        ("r18 3x3 s2 56 64-128", KernelsRates.Square(64, 128, 56, 3, 2)),
        ("r18 1x1 s2 56 64-128", KernelsRates.Square(64, 128, 56, 1, 2)),
        ("r18 3x3 28 128-128", KernelsRates.Square(128, 128, 28, 3, 1)),
        ("r18 3x3 s2 28 128-256", KernelsRates.Square(128, 256, 28, 3, 2)),
        ("r18 3x3 14 256-256", KernelsRates.Square(256, 256, 14, 3, 1)),
        ("r18 3x3 s2 14 256-512", KernelsRates.Square(256, 512, 14, 3, 2)),
        ("r18 3x3 7 512-512", KernelsRates.Square(512, 512, 7, 3, 1)),
        ("r50 1x1 14 1024-512", KernelsRates.Square(1024, 512, 14, 1, 1)),
        ("r50 3x3 s2 14 512-512", KernelsRates.Square(512, 512, 14, 3, 2)),
        ("r50 1x1 s2 14 1024-2048", KernelsRates.Square(1024, 2048, 14, 1, 2)),
        ("r50 1x1 7 512-2048", KernelsRates.Square(512, 2048, 7, 1, 1)),
        ("r50 1x1 7 2048-512", KernelsRates.Square(2048, 512, 7, 1, 1)),
        ("r50 1x1 56 64-256", KernelsRates.Square(64, 256, 56, 1, 1)),
        ("mb2 stem 3x3 s2 224 3-32", KernelsRates.Square(3, 32, 224, 3, 2)),
        ("mb2 1x1 112 32-16", KernelsRates.Square(32, 16, 112, 1, 1)),
        ("mb2 1x1 112 16-96", KernelsRates.Square(16, 96, 112, 1, 1)),
        ("mb2 1x1 56 24-144", KernelsRates.Square(24, 144, 56, 1, 1)),
        ("mb2 1x1 56 144-24", KernelsRates.Square(144, 24, 56, 1, 1)),
        ("mb2 1x1 14 384-64", KernelsRates.Square(384, 64, 14, 1, 1)),
        ("mb2 1x1 7 960-160", KernelsRates.Square(960, 160, 7, 1, 1)),
        ("mb2 dw 3x3 112 32", KernelsRates.Square(32, 32, 112, 3, 1) with { Groups = 32 }),
        ("mb2 dw 3x3 s2 112 96", KernelsRates.Square(96, 96, 112, 3, 2) with { Groups = 96 }),
        ("mb2 dw 3x3 56 144", KernelsRates.Square(144, 144, 56, 3, 1) with { Groups = 144 }),
        ("mb2 dw 3x3 14 384", KernelsRates.Square(384, 384, 14, 3, 1) with { Groups = 384 }),
        ("mb2 dw 3x3 7 960", KernelsRates.Square(960, 960, 7, 3, 1) with { Groups = 960 }),
        ("eff dw 5x5 14 480", KernelsRates.Square(480, 480, 14, 5, 1) with { Groups = 480 }),
    ];

    /// <summary>Measures the layers whose name holds a text.</summary>
    public static void Print(int batch, string part)
    {
        Console.WriteLine($"{(int)LaneDispatch.Best} lanes, batch {batch}, one core, medians of {Rounds}; GFLOP/s and share of the register loop measured beside each; packing in microseconds");
        foreach ((string name, ConvolutionShape shape) in s_layers)
        {
            if (name.Contains(part, StringComparison.Ordinal))
            {
                PrintLayer(name, shape, batch);
            }
        }
    }

    private static void PrintLayer(string name, ConvolutionShape shape, int batch)
    {
        ConvolutionGradientSpec spec = new()
        {
            Shape = shape,
            Input = new BlockedLayout(shape.InputChannels, shape.InputHeight, shape.InputWidth, shape.RequiredHalo),
            Output = new BlockedLayout(shape.OutputChannels, shape.OutputHeight, shape.OutputWidth, ConvolutionGradient.RequiredHalo(shape)),
            InputGradient = new BlockedLayout(shape.InputChannels, shape.InputHeight, shape.InputWidth),
            Mask = Activation.Relu,
        };
        bool stem = shape.InputChannels <= PixelStem.MaxChannels;
        float[] weights = new float[shape.OutputChannels * shape.GroupInputChannels * shape.KernelHeight * shape.KernelWidth];
        Array.Fill(weights, 0.01f);
        PreparedOperation weight = stem ? ConvolutionGradient.PreparePlanarWeights(spec) : ConvolutionGradient.PrepareWeights(spec);
        AlignedBuffer input = KernelsRates.Filled(spec.Input.Length(batch));
        AlignedBuffer gradient = KernelsRates.Filled(spec.Output.Length(batch));
        AlignedBuffer sums = KernelsRates.Filled(weights.Length + shape.OutputChannels);
        AlignedBuffer scratch = KernelsRates.Filled(weight.ScratchLength);
        string line = $"{name,-26} dW {Rate(() => RunWeights(), shape.Operations * batch)}";
        if (!stem)
        {
            PreparedOperation data = ConvolutionGradient.PrepareInput(spec, weights);
            AlignedBuffer output = KernelsRates.Filled(spec.InputGradient.Length(batch));
            AlignedBuffer dataScratch = KernelsRates.Filled(data.ScratchLength);
            line += $"   dX {Rate(() => RunInput(), shape.Operations * batch)} {ConvolutionGradient.Choose(shape, true),-10}";
            IWeightedOperation packed = (IWeightedOperation)data;
            line += $" pack {KernelsRates.SecondsOf(() => packed.Pack(weights, [], 0, packed.PackItemCount)) * 1e6,6:F0}";
            void RunInput() => data.Run(
                new OperationBuffers { Batch = batch, Input = gradient.Span, Third = input.Span, Output = output.Span, Scratch = dataScratch.Span }, 0, data.ItemCount(batch));
        }

        IWeightedOperation forward = (IWeightedOperation)PrepareForward(spec, weights, stem);
        Console.WriteLine($"{line}   forward pack {KernelsRates.SecondsOf(() => forward.Pack(weights, [], 0, forward.PackItemCount)) * 1e6,6:F0}");
        void RunWeights() => weight.Run(
            new OperationBuffers { Batch = batch, Input = input.Span, Second = gradient.Span, Output = sums.Span, Scratch = scratch.Span }, 0, weight.ItemCount(batch));
    }

    private static PreparedOperation PrepareForward(ConvolutionGradientSpec spec, float[] weights, bool stem)
    {
        ConvolutionSpec forward = new() { Shape = spec.Shape, Input = spec.Input, Output = spec.Output };
        return stem ? PixelStem.PreparePlanar(forward, weights, []) : Convolution.Prepare(forward, weights, []);
    }

    private static string Rate(Action action, long operations)
    {
        double[] rates = new double[Rounds];
        double[] shares = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            double peak = KernelsRates.RegisterLoop.Rate(LaneDispatch.Best);
            rates[round] = operations / KernelsRates.SecondsOf(action) / 1e9;
            shares[round] = rates[round] / Math.Max(peak, KernelsRates.RegisterLoop.Rate(LaneDispatch.Best));
        }

        Array.Sort(rates);
        Array.Sort(shares);
        return $"{rates[Rounds / 2],4:F0} (best {rates[^1],4:F0}) {shares[Rounds / 2],5:P0}";
    }
}
