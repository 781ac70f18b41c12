using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Kernels;

/// <summary>A random convolution with its answer in double precision; every algorithm and width must give it.</summary>
internal sealed class ConvolutionProblem
{
    public ConvolutionProblem(ConvolutionShape shape, int batch, long seed, bool withResidual, Activation activation)
    {
        SeededRandom random = new(seed);
        Batch = batch;
        int halo = shape.RequiredHalo + random.NextInt32(2);
        Spec = new ConvolutionSpec
        {
            Shape = shape,
            Input = new BlockedLayout(shape.InputChannels, shape.InputHeight, shape.InputWidth, halo),
            Output = new BlockedLayout(shape.OutputChannels, shape.OutputHeight, shape.OutputWidth, random.NextInt32(2)),
            Residual = withResidual ? new BlockedLayout(shape.OutputChannels, shape.OutputHeight, shape.OutputWidth, random.NextInt32(3)) : null,
            Activation = activation,
        };
        Input = KernelRig.Random(random, batch * shape.InputChannels * shape.InputHeight * shape.InputWidth);
        Weights = KernelRig.Random(random, shape.OutputChannels * shape.GroupInputChannels * shape.KernelHeight * shape.KernelWidth);
        Bias = random.NextInt32(4) == 0 ? [] : KernelRig.Random(random, shape.OutputChannels);
        Residual = withResidual ? KernelRig.Random(random, batch * shape.OutputChannels * shape.OutputHeight * shape.OutputWidth) : [];
    }

    public ConvolutionSpec Spec { get; init; }

    public int Batch { get; }

    public float[] Input { get; }

    public float[] Weights { get; }

    public float[] Bias { get; }

    public float[] Residual { get; }

    public double[] Reference()
    {
        double[] output = KernelsConvolutionReference.Compute(Spec.Shape, Input, Weights, Bias, Batch);
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = KernelsFunctionReference.Compute(Spec.Activation, output[i] + (Residual.Length > 0 ? Residual[i] : 0));
        }

        return output;
    }

    /// <summary>Answer of an operation, in planar layout.</summary>
    public float[] Answer(PreparedOperation operation, int itemsPerRange = 0) =>
        AnswerFrom(operation, KernelRig.ToBlocked(Spec.Input, Input, Batch), itemsPerRange);

    /// <summary>Answer of an operation that reads something made of the input.</summary>
    public float[] AnswerFrom(PreparedOperation operation, float[] input, int itemsPerRange = 0)
    {
        float[] output = KernelRig.Unwritten(Spec.Output, Batch);
        KernelRig.Run(
            operation,
            new OperationBuffers
            {
                Batch = Batch,
                Input = input,
                Second = Spec.Residual is { } residual ? KernelRig.ToBlocked(residual, Residual, Batch) : [],
                Output = output,
            },
            itemsPerRange);
        return KernelRig.FromBlocked(Spec.Output, output, Batch);
    }

    /// <summary>Answer of two operations, of which the second reads what the first wrote.</summary>
    public float[] AnswerInStages(ConvolutionStages stages, int itemsPerRange)
    {
        float[] between = new float[stages.BetweenLength * Batch];
        Array.Fill(between, float.NaN);
        KernelRig.Run(
            stages.First!, new OperationBuffers { Batch = Batch, Input = KernelRig.ToBlocked(Spec.Input, Input, Batch), Output = between }, itemsPerRange);
        return AnswerFrom(stages.Last, between, itemsPerRange);
    }

    /// <summary>Answer picture by picture.</summary>
    public float[] AnswerOneByOne(PreparedOperation operation)
    {
        List<float> all = [];
        for (int n = 0; n < Batch; n++)
        {
            float[] output = KernelRig.Unwritten(Spec.Output, 1);
            OperationBuffers buffers = new()
            {
                Batch = 1,
                Input = KernelRig.ToBlocked(Spec.Input, Part(Input, n), 1),
                Second = Spec.Residual is { } residual ? KernelRig.ToBlocked(residual, Part(Residual, n), 1) : [],
                Output = output,
            };
            KernelRig.Run(operation, in buffers);
            all.AddRange(KernelRig.FromBlocked(Spec.Output, output, 1));
        }

        return [.. all];
    }

    private float[] Part(float[] values, int n) => values[(values.Length / Batch * n)..(values.Length / Batch * (n + 1))];
}
