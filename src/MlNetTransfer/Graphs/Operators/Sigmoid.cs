namespace MlNetTransfer.Graphs.Operators;

/// <summary>1 / (1 + exp(-x)).</summary>
public sealed record Sigmoid : Operator
{
    /// <inheritdoc/>
    public override string Name => "Sigmoid";
}
