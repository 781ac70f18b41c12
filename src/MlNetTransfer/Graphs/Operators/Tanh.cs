namespace MlNetTransfer.Graphs.Operators;

/// <summary>Hyperbolic tangent.</summary>
public sealed record Tanh : Operator
{
    /// <inheritdoc/>
    public override string Name => "Tanh";
}
