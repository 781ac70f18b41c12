namespace MlNetTransfer.Graphs.Operators;

/// <summary>Smallest integer not below x.</summary>
public sealed record Ceil : Operator
{
    /// <inheritdoc/>
    public override string Name => "Ceil";
}
