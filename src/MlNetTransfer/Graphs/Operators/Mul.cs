namespace MlNetTransfer.Graphs.Operators;

/// <summary>A * B, broadcast.</summary>
public sealed record Mul : Operator
{
    /// <inheritdoc/>
    public override string Name => "Mul";
}
