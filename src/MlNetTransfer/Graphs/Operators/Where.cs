namespace MlNetTransfer.Graphs.Operators;

/// <summary>X where the condition holds, else Y; broadcast.</summary>
public sealed record Where : Operator
{
    /// <inheritdoc/>
    public override string Name => "Where";
}
