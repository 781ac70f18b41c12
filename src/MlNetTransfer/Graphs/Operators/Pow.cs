namespace MlNetTransfer.Graphs.Operators;

/// <summary>A to the power B, broadcast.</summary>
public sealed record Pow : Operator
{
    /// <inheritdoc/>
    public override string Name => "Pow";
}
