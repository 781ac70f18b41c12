namespace MlNetTransfer.Graphs.Operators;

/// <summary>Output channel <c>k * Group + g</c> is input channel <c>g * (C / Group) + k</c> (Zhang 2017); input X [N, C, H, W].</summary>
/// <remarks>Made by <c>GraphOptimizer</c> from Reshape, Transpose and Reshape; never in a file: the writer expands it again.</remarks>
/// <param name="Group">Number of channel groups; divides C.</param>
public sealed record ChannelShuffle(int Group) : Operator
{
    /// <inheritdoc/>
    public override string Name => "ChannelShuffle";
}
