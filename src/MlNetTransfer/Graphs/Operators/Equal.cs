namespace MlNetTransfer.Graphs.Operators;

/// <summary>Whether A equals B, broadcast.</summary>
public sealed record Equal : Operator
{
    /// <inheritdoc/>
    public override string Name => "Equal";
}
