namespace MlNetTransfer.Graphs.Operators;

/// <summary>Smallest of all inputs, broadcast.</summary>
public sealed record Min : Operator
{
    /// <inheritdoc/>
    public override string Name => "Min";
}
