namespace MlNetTransfer.Graphs.Operators;

/// <summary>Inserts dimensions of size 1; inputs data, axes.</summary>
public sealed record Unsqueeze : Operator
{
    /// <inheritdoc/>
    public override string Name => "Unsqueeze";
}
