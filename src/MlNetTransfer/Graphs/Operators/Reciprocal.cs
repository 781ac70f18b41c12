namespace MlNetTransfer.Graphs.Operators;

/// <summary>1 / x.</summary>
public sealed record Reciprocal : Operator
{
    /// <inheritdoc/>
    public override string Name => "Reciprocal";
}
