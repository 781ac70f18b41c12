using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Tests.Kernels;

/// <summary>Moves values in and out of blocked buffers and runs operations in any division.</summary>
internal static class KernelRig
{
    /// <summary>Stands in output halos: kernels must leave it.</summary>
    private const float Sentinel = 777f;

    /// <summary>All lane widths, as theory data.</summary>
    public static TheoryData<int> Widths => [16, 8, 4, 1];

    public static float[] Random(SeededRandom random, int count, float low = -1f, float high = 1f)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = low + ((high - low) * (float)random.NextDouble());
        }

        return values;
    }

    /// <summary>Prepares at a width.</summary>
    public static PreparedOperation At(int width, Func<PreparedOperation> prepare)
    {
        using (LaneDispatch.Force((LaneWidth)width))
        {
            return prepare();
        }
    }

    public static float[] ToBlocked(BlockedLayout layout, float[] planar, int batch)
    {
        float[] blocked = new float[layout.Length(batch)];
        int i = 0;
        for (int n = 0; n < batch; n++)
        {
            for (int c = 0; c < layout.Channels; c++)
            {
                for (int y = 0; y < layout.Height; y++)
                {
                    for (int x = 0; x < layout.Width; x++)
                    {
                        blocked[At(layout, n, c, y, x)] = planar[i++];
                    }
                }
            }
        }

        return blocked;
    }

    /// <summary>Reads a blocked buffer back; fails if padding channels are not zero or the halo was touched.</summary>
    public static float[] FromBlocked(BlockedLayout layout, float[] blocked, int batch)
    {
        float[] planar = new float[batch * layout.Channels * layout.Height * layout.Width];
        int i = 0;
        for (int n = 0; n < batch; n++)
        {
            for (int c = 0; c < layout.Blocks * BlockedLayout.Block; c++)
            {
                for (int y = -layout.Halo; y < layout.Height + layout.Halo; y++)
                {
                    for (int x = -layout.Halo; x < layout.Width + layout.Halo; x++)
                    {
                        float value = blocked[At(layout, n, c, y, x)];
                        bool halo = y < 0 || y >= layout.Height || x < 0 || x >= layout.Width;
                        if (halo)
                        {
                            Assert.True(value == Sentinel, $"halo written at n{n} c{c} y{y} x{x}: {value}");
                        }
                        else if (c >= layout.Channels)
                        {
                            Assert.True(value == 0f, $"padding channel {c} holds {value} at y{y} x{x}");
                        }
                        else
                        {
                            planar[i++] = value;
                        }
                    }
                }
            }
        }

        return planar;
    }

    /// <summary>An output buffer whose every value would be noticed if it stayed.</summary>
    public static float[] Unwritten(BlockedLayout layout, int batch)
    {
        float[] blocked = new float[layout.Length(batch)];
        Array.Fill(blocked, Sentinel);
        return blocked;
    }

    /// <summary>Runs all items in ranges of <paramref name="step"/> (0 for one range), last range first.</summary>
    public static void Run(PreparedOperation operation, in OperationBuffers buffers, int step = 0)
    {
        int count = operation.ItemCount(buffers.Batch);
        float[] scratch = new float[operation.ScratchLength];
        step = step == 0 ? Math.Max(1, count) : step;
        for (int first = (count - 1) / step * step; first >= 0; first -= step)
        {
            Array.Fill(scratch, float.NaN);
            OperationBuffers own = new()
            {
                Batch = buffers.Batch,
                Input = buffers.Input,
                Second = buffers.Second,
                Third = buffers.Third,
                Pixels = buffers.Pixels,
                Output = buffers.Output,
                Scratch = scratch,
            };
            operation.Run(in own, first, Math.Min(count, first + step));
        }
    }

    /// <summary>Largest difference relative to the largest expected value (1 at least).</summary>
    public static double Error(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = 1;
        double worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            double difference = Math.Abs(expected[i] - actual[i]);
            worst = Math.Max(worst, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }

        return worst / largest;
    }

    private static int At(BlockedLayout layout, int n, int c, int y, int x) =>
        (n * layout.ImageStride) + layout.Offset(c / BlockedLayout.Block, y, x) + (c % BlockedLayout.Block);
}
