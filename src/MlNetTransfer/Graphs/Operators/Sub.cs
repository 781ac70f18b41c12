namespace MlNetTransfer.Graphs.Operators;

/// <summary>A - B, broadcast.</summary>
public sealed record Sub : Operator
{
    /// <inheritdoc/>
    public override string Name => "Sub";
}
