namespace MlNetTransfer.Graphs.Operators;

/// <summary>Absolute value.</summary>
public sealed record Abs : Operator
{
    /// <inheritdoc/>
    public override string Name => "Abs";
}
