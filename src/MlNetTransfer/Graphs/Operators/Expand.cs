namespace MlNetTransfer.Graphs.Operators;

/// <summary>Broadcasts to a shape; inputs data, shape.</summary>
public sealed record Expand : Operator
{
    /// <inheritdoc/>
    public override string Name => "Expand";
}
