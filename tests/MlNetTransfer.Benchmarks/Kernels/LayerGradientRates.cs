using System.Diagnostics;
using MlNetTransfer.Kernels;
using MlNetTransfer.Kernels.Derivatives;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Benchmarks.Kernels;

/// <summary>Prints the bytes per second of backward layers on one core beside a copy of the same activations, measured in turns.</summary>
internal static class LayerGradientRates
{
    private const int Rounds = 9;

    private static readonly (int Channels, int Size)[] s_sizes = [(64, 112), (64, 56), (384, 14), (1280, 7)];

    /// <summary>Measures every operation at every size.</summary>
    public static void Print()
    {
        foreach ((int channels, int size) in s_sizes)
        {
            BlockedLayout layout = new(channels, size, size);
            double copy = Floats(LayoutConversion.PrepareCopy(layout, layout), layout, 2);
            Console.WriteLine($"{channels} channels {size}x{size}: copy {copy * sizeof(float):F1} GB/s");
            foreach ((string name, PreparedOperation operation, double perElement) in Operations(layout))
            {
                List<double> shares = [];
                double best = 0;
                for (int round = 0; round < Rounds; round++)
                {
                    double beside = Floats(LayoutConversion.PrepareCopy(layout, layout), layout, 2);
                    double own = Floats(operation, layout, perElement);
                    shares.Add(own / beside);
                    best = Math.Max(best, own);
                }

                shares.Sort();
                double microseconds = layout.Length(1) * perElement / best / 1e3;
                Console.WriteLine($"  {name,-28} {microseconds,8:F1} us {best * sizeof(float),7:F1} GB/s, {shares[Rounds / 2],6:P0} of a copy, {operation.ItemCount(1)} items");
            }
        }
    }

    /// <summary>Operations with the floats they read and write for each element of the layout.</summary>
    private static IEnumerable<(string Name, PreparedOperation Operation, double PerElement)> Operations(BlockedLayout layout)
    {
        float[] ones = new float[layout.Channels];
        Array.Fill(ones, 1f);
        BlockedLayout pixel = new(layout.Channels, 1, 1);
        PoolingShape window = new() { KernelHeight = 3, KernelWidth = 3, StrideY = 2, StrideX = 2, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };
        BlockedLayout pooled = new(layout.Channels, (layout.Height + 1) / 2, (layout.Width + 1) / 2);
        yield return ("ReLU6 gradient", ActivationGradient.Prepare(Activation.Relu6, layout, layout, layout), 3);
        yield return ("SiLU gradient", ActivationGradient.Prepare(new(ActivationKind.Silu), layout, layout, layout), 3);
        yield return ("HardSwish gradient", ActivationGradient.Prepare(new(ActivationKind.HardSwish), layout, layout, layout), 3);
        yield return ("GELU gradient", ActivationGradient.Prepare(new(ActivationKind.Gelu), layout, layout, layout), 3);
        yield return ("max 3x3/2 gradient", PoolingGradient.PrepareMax(window, (layout, layout), pooled), 2.25);
        yield return ("mean 3x3/2 gradient", PoolingGradient.PrepareAverage(window, layout, pooled), 1.25);
        yield return ("global mean gradient", PoolingGradient.PrepareGlobalAverage(layout, pixel), 1);
        yield return ("scale and shift forward", Elementwise.PrepareScaleShift(new AffineChannels(ones, ones), layout, layout), 2);
        yield return ("scale and shift parameters", ScaleShiftGradient.PrepareParameters(layout, layout), 2);
        yield return ("channel sums", ChannelSumGradient.Prepare(layout), 1);
        yield return ("broadcast product", BroadcastGradient.PrepareProduct(layout, layout, pixel), 2);
        yield return ("batch norm statistics", BatchNormalizationTraining.PrepareStatistics(layout, 1e-5), 1);
        yield return ("batch norm apply", BatchNormalizationTraining.PrepareApply(new AffineChannels(ones, ones), layout, layout), 2);
        yield return ("batch norm sums", BatchNormalizationTraining.PrepareParameterGradients(layout, layout), 2);
        yield return ("batch norm input gradient", BatchNormalizationTraining.PrepareInputGradient(ones, layout, layout, layout), 3);
        yield return ("layer norm statistics", ChannelNormalizationGradient.PrepareStatistics(layout, 1e-6f), 1);
        yield return ("layer norm parameters", ChannelNormalizationGradient.PrepareParameters(layout, layout), 2);
        yield return ("layer norm input gradient", ChannelNormalizationGradient.PrepareInput(ones, layout, layout, layout), 3);
    }

    /// <summary>Floats per nanosecond, best of some runs.</summary>
    private static double Floats(PreparedOperation operation, BlockedLayout layout, double perElement)
    {
        int length = Math.Max(layout.Length(1), BatchNormalizationTraining.StateLength(layout.Channels));
        AlignedBuffer input = Filled(length, 0.5f);
        AlignedBuffer second = Filled(length, 0.25f);
        AlignedBuffer third = Filled(length, 0.125f);
        AlignedBuffer output = Filled(length, 0.5f);
        AlignedBuffer scratch = Filled(operation.ScratchLength, 0f);
        int items = operation.ItemCount(1);
        double best = double.MaxValue;
        int runs = Math.Clamp(4_000_000 / length, 3, 50);
        for (int run = 0; run < runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            operation.Run(
                new OperationBuffers { Batch = 1, Input = input.Span, Second = second.Span, Third = third.Span, Output = output.Span, Scratch = scratch.Span }, 0, items);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }

        return layout.Length(1) * perElement / best;
    }

    private static AlignedBuffer Filled(int length, float value)
    {
        AlignedBuffer buffer = new(length);
        buffer.Span.Fill(value);
        return buffer;
    }
}
