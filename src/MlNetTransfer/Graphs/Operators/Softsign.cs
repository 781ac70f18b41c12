namespace MlNetTransfer.Graphs.Operators;

/// <summary>x / (1 + |x|).</summary>
public sealed record Softsign : Operator
{
    /// <inheritdoc/>
    public override string Name => "Softsign";
}
