using MlNetTransfer.Kernels;

namespace MlNetTransfer.Tests.Kernels.Derivatives;

/// <summary>Buffers of one run; every width and division must give one answer.</summary>
internal sealed record OperationCase
{
    public required Func<PreparedOperation> Prepare { get; init; }

    public int Batch { get; init; } = 2;

    public float[] Input { get; init; } = [];

    public float[] Second { get; init; } = [];

    public float[] Third { get; init; } = [];

    /// <summary>Contents before the run.</summary>
    public required float[] Output { get; init; }

    /// <summary>The output: the same bits in any division, near the same at any width.</summary>
    public float[] Answer()
    {
        float[]? first = null;
        foreach (int width in new[] { 16, 8, 4, 1 })
        {
            PreparedOperation operation = KernelRig.At(width, Prepare);
            float[]? whole = null;
            foreach (int range in new[] { 0, 1, 3 })
            {
                float[] output = [.. Output];
                OperationBuffers buffers = new() { Batch = Batch, Input = Input, Second = Second, Third = Third, Output = output };
                KernelRig.Run(operation, in buffers, range);
                whole ??= output;
                first ??= output;
                Assert.True(whole.AsSpan().SequenceEqual(output), $"{width} lanes in ranges of {range} differ from one range");
            }

            double largest = first!.Max(v => Math.Abs((double)v));
            Assert.All(first!.Zip(whole!), pair => Assert.InRange(Math.Abs((double)pair.First - pair.Second), 0, 2e-6 * Math.Max(1, largest)));
        }

        return first!;
    }

    /// <summary>The answer of an operation with a blocked output; checks halo and padding.</summary>
    public static float[] Blocked(OperationCase problem, BlockedLayout output) =>
        KernelRig.FromBlocked(output, (problem with { Output = KernelRig.Unwritten(output, problem.Batch) }).Answer(), problem.Batch);
}
