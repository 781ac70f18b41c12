namespace MlNetTransfer.Kernels.Rows;

/// <summary>Taps of a pooling window along one axis that lie inside the picture.</summary>
/// <param name="First">Input index of the first tap inside.</param>
/// <param name="Count">Taps inside the picture.</param>
/// <param name="PaddedCount">Taps inside the picture or its padding.</param>
internal readonly record struct PoolWindow(int First, int Count, int PaddedCount)
{
    /// <summary>The window of each output index.</summary>
    /// <param name="axis">Window sizes along the axis.</param>
    /// <param name="inputLength">Rows or columns of the input.</param>
    /// <param name="outputLength">Rows or columns of the output.</param>
    public static PoolWindow[] Along(PoolAxis axis, int inputLength, int outputLength)
    {
        PoolWindow[] windows = new PoolWindow[outputLength];
        for (int i = 0; i < outputLength; i++)
        {
            int start = (i * axis.Stride) - axis.PadBefore;
            int first = start;
            int count = 0;
            int padded = 0;
            for (int tap = 0; tap < axis.Kernel; tap++)
            {
                int at = start + (tap * axis.Dilation);
                bool inside = at >= 0 && at < inputLength;
                padded += at < inputLength + axis.PadAfter ? 1 : 0;
                first = inside && count == 0 ? at : first;
                count += inside ? 1 : 0;
            }

            windows[i] = new PoolWindow(count == 0 ? 0 : first, count, padded);
        }

        return windows;
    }
}
