using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Kernels;

/// <summary>A random convolution with its gradients in double precision; every algorithm and width must give them.</summary>
internal sealed class GradientProblem
{
    private readonly float[] _input;
    private readonly float[] _gradient;
    private readonly float[] _addend;
    private readonly int _batch;
    private readonly Lazy<(double[] Input, double[] Weights, double[] Bias)> _reference;

    public GradientProblem(ConvolutionShape shape, int batch, long seed, bool withAddend, Activation mask)
    {
        SeededRandom random = new(seed);
        _batch = batch;
        Spec = new ConvolutionGradientSpec
        {
            Shape = shape,
            Input = new BlockedLayout(shape.InputChannels, shape.InputHeight, shape.InputWidth, shape.RequiredHalo + random.NextInt32(2)),
            Output = new BlockedLayout(shape.OutputChannels, shape.OutputHeight, shape.OutputWidth, ConvolutionGradient.RequiredHalo(shape) + random.NextInt32(2)),
            InputGradient = new BlockedLayout(shape.InputChannels, shape.InputHeight, shape.InputWidth, random.NextInt32(2)),
            Addend = withAddend ? new BlockedLayout(shape.InputChannels, shape.InputHeight, shape.InputWidth, random.NextInt32(3)) : null,
            Mask = mask,
        };
        _input = KernelRig.Random(random, batch * shape.InputChannels * shape.InputHeight * shape.InputWidth);
        if (mask.Kind == ActivationKind.Clamp)
        {
            _input = [.. _input.Select(x => Math.Clamp(x, mask.Alpha, mask.Beta))];
        }

        Weights = KernelRig.Random(random, shape.OutputChannels * shape.GroupInputChannels * shape.KernelHeight * shape.KernelWidth);
        _gradient = KernelRig.Random(random, batch * shape.OutputChannels * shape.OutputHeight * shape.OutputWidth);
        _addend = withAddend ? KernelRig.Random(random, _input.Length) : [];
        _reference = new(() => KernelsGradientReference.Compute(shape, _input, Weights, _gradient, batch));
    }

    public ConvolutionGradientSpec Spec { get; init; }

    public float[] Weights { get; init; }

    /// <summary>dX.</summary>
    public double[] InputReference()
    {
        Activation mask = Spec.Mask;
        bool masked = mask.Kind == ActivationKind.Clamp;
        return
        [
            .. _reference.Value.Input.Select(
                (g, i) => masked && !(_input[i] > mask.Alpha && _input[i] < mask.Beta) ? 0 : g + (_addend.Length > 0 ? _addend[i] : 0)),
        ];
    }

    /// <summary>dW, then db.</summary>
    public double[] WeightReference() => [.. _reference.Value.Weights, .. _reference.Value.Bias];

    /// <summary>Answer of <see cref="ConvolutionGradient.PrepareInput"/>, in planar layout.</summary>
    public float[] InputAnswer(PreparedOperation operation, int itemsPerRange = 0)
    {
        float[] output = KernelRig.Unwritten(Spec.InputGradient, _batch);
        KernelRig.Run(
            operation,
            new OperationBuffers
            {
                Batch = _batch,
                Input = KernelRig.ToBlocked(Spec.Output, _gradient, _batch),
                Second = Spec.Addend is { } addend ? KernelRig.ToBlocked(addend, _addend, _batch) : [],
                Third = Spec.Mask.Kind == ActivationKind.None ? [] : KernelRig.ToBlocked(Spec.Input, _input, _batch),
                Output = output,
            },
            itemsPerRange);
        return KernelRig.FromBlocked(Spec.InputGradient, output, _batch);
    }

    /// <summary>Answer of a weight gradient that reads x blocked, from <paramref name="start"/> in every output.</summary>
    public float[] WeightAnswer(PreparedOperation operation, int itemsPerRange = 0, float start = 0) =>
        WeightAnswer(operation, KernelRig.ToBlocked(Spec.Input, _input, _batch), itemsPerRange, start);

    /// <summary>Answer of a weight gradient that reads x planar.</summary>
    public float[] PlanarWeightAnswer(PreparedOperation operation, int itemsPerRange = 0) => WeightAnswer(operation, _input, itemsPerRange, 0);

    private float[] WeightAnswer(PreparedOperation operation, float[] input, int itemsPerRange, float start)
    {
        float[] output = new float[Weights.Length + Spec.Shape.OutputChannels];
        Array.Fill(output, start);
        float[] gradient = KernelRig.ToBlocked(Spec.Output, _gradient, _batch);
        KernelRig.Run(operation, new OperationBuffers { Batch = _batch, Input = input, Second = gradient, Output = output }, itemsPerRange);
        return output;
    }
}
