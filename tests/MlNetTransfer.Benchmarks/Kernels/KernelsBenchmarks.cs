using BenchmarkDotNet.Attributes;
using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Benchmarks.Kernels;

/// <summary>One picture through single kernels, on one thread, for BenchmarkDotNet's statistics; <see cref="KernelsRates"/> prints shares of the peak.</summary>
public class KernelsBenchmarks
{
    private static readonly BlockedLayout s_layout = new(64, 56, 56, 1);

    private readonly AlignedBuffer _input = Filled(s_layout.Length(1));
    private readonly AlignedBuffer _output = Filled(s_layout.Length(1));
    private readonly PreparedOperation _pointwise = Prepared(1, 1, false);
    private readonly PreparedOperation _direct = Prepared(3, 1, false);
    private readonly PreparedOperation _winograd = Prepared(3, 1, true);
    private readonly PreparedOperation _depthwise = Prepared(3, 64, false);
    private readonly PreparedOperation _silu = Elementwise.PrepareUnary(new Activation(ActivationKind.Silu), s_layout, s_layout);
    private readonly PreparedOperation _pool = Pooling.PrepareMax(
        new PoolingShape { KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 }, s_layout, s_layout);

    private readonly AlignedBuffer _scratch = Filled(1 << 20);

    [Benchmark]
    public void Pointwise() => Run(_pointwise);

    [Benchmark(Baseline = true)]
    public void Direct3x3() => Run(_direct);

    [Benchmark]
    public void Winograd3x3() => Run(_winograd);

    [Benchmark]
    public void Depthwise3x3() => Run(_depthwise);

    [Benchmark]
    public void Silu() => Run(_silu);

    [Benchmark]
    public void MaxPool3x3() => Run(_pool);

    private static PreparedOperation Prepared(int kernel, int groups, bool winograd)
    {
        int pad = kernel / 2;
        ConvolutionShape shape = new()
        {
            InputChannels = 64,
            OutputChannels = 64,
            Groups = groups,
            InputHeight = 56,
            InputWidth = 56,
            KernelHeight = kernel,
            KernelWidth = kernel,
            PadTop = pad,
            PadLeft = pad,
            PadBottom = pad,
            PadRight = pad,
        };
        ConvolutionSpec spec = new() { Shape = shape, Input = s_layout, Output = s_layout, Activation = Activation.Relu, AllowWinograd = winograd };
        float[] weights = new float[64 * 64 / groups * kernel * kernel];
        Array.Fill(weights, 0.01f);
        return Convolution.Prepare(spec, weights, []);
    }

    private static AlignedBuffer Filled(int length)
    {
        AlignedBuffer buffer = new(length);
        buffer.Span.Fill(0.5f);
        return buffer;
    }

    private void Run(PreparedOperation operation) =>
        operation.Run(new OperationBuffers { Batch = 1, Input = _input.Span, Output = _output.Span, Scratch = _scratch.Span }, 0, operation.ItemCount(1));
}
