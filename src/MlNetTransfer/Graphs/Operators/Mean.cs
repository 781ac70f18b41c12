namespace MlNetTransfer.Graphs.Operators;

/// <summary>Mean of all inputs, broadcast.</summary>
public sealed record Mean : Operator
{
    /// <inheritdoc/>
    public override string Name => "Mean";
}
