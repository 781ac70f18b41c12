namespace MlNetTransfer.Graphs.Operators;

/// <summary>A / B, broadcast (integers truncate toward zero).</summary>
public sealed record Div : Operator
{
    /// <inheritdoc/>
    public override string Name => "Div";
}
