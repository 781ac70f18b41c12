namespace MlNetTransfer.Graphs.Operators;

/// <summary>A + B, broadcast.</summary>
public sealed record Add : Operator
{
    /// <inheritdoc/>
    public override string Name => "Add";
}
