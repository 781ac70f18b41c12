namespace MlNetTransfer.Graphs.Operators;

/// <summary>Largest of all inputs, broadcast.</summary>
public sealed record Max : Operator
{
    /// <inheritdoc/>
    public override string Name => "Max";
}
