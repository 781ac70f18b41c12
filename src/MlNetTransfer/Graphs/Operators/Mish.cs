namespace MlNetTransfer.Graphs.Operators;

/// <summary>x * tanh(ln(1 + exp(x))).</summary>
public sealed record Mish : Operator
{
    /// <inheritdoc/>
    public override string Name => "Mish";
}
