using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Kernels;

/// <summary>Runs a blocked-to-blocked operation at every width and in several divisions; all must give one answer.</summary>
internal static class BlockedProblem
{
    public static float[] Answer(
        Func<PreparedOperation> prepare,
        (BlockedLayout Input, BlockedLayout Output) layouts,
        int batch,
        float[] input,
        (BlockedLayout Layout, float[] Values)? second = null)
    {
        float[]? first = null;
        foreach (int width in new[] { 16, 8, 4, 1 })
        {
            PreparedOperation operation = KernelRig.At(width, prepare);
            foreach (int range in new[] { 0, 1, 3 })
            {
                float[] output = KernelRig.Unwritten(layouts.Output, batch);
                OperationBuffers buffers = new()
                {
                    Batch = batch,
                    Input = KernelRig.ToBlocked(layouts.Input, input, batch),
                    Second = second is { } s ? KernelRig.ToBlocked(s.Layout, s.Values, batch) : [],
                    Output = output,
                };
                KernelRig.Run(operation, in buffers, range);
                float[] answer = KernelRig.FromBlocked(layouts.Output, output, batch);
                first ??= answer;
                if (range != 0 || width == 16)
                {
                    Assert.True(first.AsSpan().SequenceEqual(answer) || Near(first, answer), $"{width} lanes in ranges of {range} differ");
                }
            }
        }

        return first!;
    }

    public static float[] Random(BlockedLayout layout, int batch, int seed) =>
        KernelRig.Random(new SeededRandom(seed), batch * layout.Channels * layout.Height * layout.Width);

    private static bool Near(float[] a, float[] b) => a.Zip(b).All(p => Math.Abs(p.First - p.Second) <= 1e-6f * Math.Max(1, Math.Abs(p.First)));
}
