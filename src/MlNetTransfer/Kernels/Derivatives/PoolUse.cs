using MlNetTransfer.Kernels.Rows;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>A pooling window that holds a row or column of the input.</summary>
/// <param name="Window">Index of the window: a row or column of the output.</param>
/// <param name="Tap">Which of the window's taps inside the picture it is.</param>
internal readonly record struct PoolUse(int Window, int Tap)
{
    /// <summary>For each input index, the windows that hold it, in ascending order.</summary>
    /// <param name="windows">The windows along the axis.</param>
    /// <param name="dilation">Distance of a window's taps.</param>
    /// <param name="inputLength">Rows or columns of the input.</param>
    public static PoolUse[][] Along(PoolWindow[] windows, int dilation, int inputLength)
    {
        List<PoolUse>[] uses = new List<PoolUse>[inputLength];
        for (int i = 0; i < inputLength; i++)
        {
            uses[i] = [];
        }

        for (int window = 0; window < windows.Length; window++)
        {
            for (int tap = 0; tap < windows[window].Count; tap++)
            {
                uses[windows[window].First + (tap * dilation)].Add(new PoolUse(window, tap));
            }
        }

        return [.. uses.Select(list => list.ToArray())];
    }
}
