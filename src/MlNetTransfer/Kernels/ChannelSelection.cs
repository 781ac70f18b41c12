namespace MlNetTransfer.Kernels;

/// <summary>Moves channels of blocked activations: concat, split, shuffle, slice.</summary>
internal static class ChannelSelection
{
    /// <summary>Output channel i is input channel <c>sources[i]</c>.</summary>
    public static PreparedOperation PrepareGather(ReadOnlySpan<int> sources, BlockedLayout input, BlockedLayout output) =>
        throw new NotSupportedException("Being written.");

    /// <summary>Writes the input into the output from channel <paramref name="firstOutputChannel"/> on and leaves its other channels as they are. The parts of a concatenation are written in ascending order.</summary>
    public static PreparedOperation PrepareScatter(int firstOutputChannel, BlockedLayout input, BlockedLayout output) =>
        throw new NotSupportedException("Being written.");
}
