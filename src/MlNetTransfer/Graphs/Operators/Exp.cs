namespace MlNetTransfer.Graphs.Operators;

/// <summary>e to the x.</summary>
public sealed record Exp : Operator
{
    /// <inheritdoc/>
    public override string Name => "Exp";
}
