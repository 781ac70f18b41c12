using MlNetTransfer.Kernels.Rows;

namespace MlNetTransfer.Kernels;

/// <summary>Moves channels of blocked activations: concat, split, shuffle, slice.</summary>
internal static class ChannelSelection
{
    /// <summary>Output channel i is input channel <c>sources[i]</c>.</summary>
    public static PreparedOperation PrepareGather(ReadOnlySpan<int> sources, BlockedLayout input, BlockedLayout output)
    {
        BufferChecks.Matches(output, sources.Length, input.Height, input.Width, nameof(output));
        foreach (int source in sources)
        {
            if (source < 0 || source >= input.Channels)
            {
                throw new ArgumentOutOfRangeException(nameof(sources), FormattableString.Invariant($"Channel {source} of an input with {input.Channels}."));
            }
        }

        return new ChannelGatherOperation(sources.ToArray(), input, output);
    }

    /// <summary>Writes the input into the output from channel <paramref name="firstOutputChannel"/> on and leaves its other channels as they are.</summary>
    /// <remarks>The parts of a concatenation are written in ascending order: the one that ends the output also clears its padding channels.</remarks>
    public static PreparedOperation PrepareScatter(int firstOutputChannel, BlockedLayout input, BlockedLayout output)
    {
        BufferChecks.Matches(input, input.Channels, output.Height, output.Width, nameof(input));
        if (firstOutputChannel < 0 || firstOutputChannel + input.Channels > output.Channels)
        {
            throw new ArgumentOutOfRangeException(
                nameof(firstOutputChannel),
                FormattableString.Invariant($"{input.Channels} channels from {firstOutputChannel} on do not fit {output.Channels}."));
        }

        return new ChannelScatterOperation(firstOutputChannel, input, output);
    }
}
