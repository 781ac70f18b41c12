using MlNetTransfer.Runtime;

namespace MlNetTransfer.Training.Loop;

/// <summary>Which pictures each step sees, and the keys of what is random: functions of the seed and the position alone.</summary>
internal sealed class BatchOrder(int pictureCount, int batchSize, long seed)
{
    /// <summary>Steps of one epoch.</summary>
    public int StepsPerEpoch { get; } = (pictureCount + batchSize - 1) / batchSize;

    /// <summary>All pictures in random order, in batches whose sizes differ by one at most.</summary>
    public int[][] Batches(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, pictureCount)];
        new SeededRandom(unchecked((long)KeyOf(-1 - epoch))).Shuffle<int>(order);
        int[][] batches = new int[StepsPerEpoch][];
        for (int step = 0; step < batches.Length; step++)
        {
            int start = (int)((long)order.Length * step / batches.Length);
            int end = (int)((long)order.Length * (step + 1) / batches.Length);
            batches[step] = order[start..end];
        }

        return batches;
    }

    /// <summary>A key that differs with seed and step: steps count from 0, orders of epochs from -1 down.</summary>
    public ulong KeyOf(long step) => new SeededRandom(unchecked((seed * 0x1000003L) + (step * 2) + 1)).NextUInt64();
}
