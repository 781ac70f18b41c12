namespace MlNetTransfer.Graphs.Operators;

/// <summary>ln(1 + exp(x)).</summary>
public sealed record Softplus : Operator
{
    /// <inheritdoc/>
    public override string Name => "Softplus";
}
