namespace MlNetTransfer.Graphs.Operators;

/// <summary>-x.</summary>
public sealed record Neg : Operator
{
    /// <inheritdoc/>
    public override string Name => "Neg";
}
