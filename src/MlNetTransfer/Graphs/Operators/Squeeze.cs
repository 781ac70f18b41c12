namespace MlNetTransfer.Graphs.Operators;

/// <summary>Removes dimensions of size 1; inputs data, optional axes.</summary>
public sealed record Squeeze : Operator
{
    /// <inheritdoc/>
    public override string Name => "Squeeze";
}
