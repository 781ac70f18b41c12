namespace MlNetTransfer.Graphs.Operators;

/// <summary>x for x above 0, alpha * (exp(x) - 1) below.</summary>
/// <param name="Alpha">Scale below 0.</param>
public sealed record Elu(float Alpha = 1f) : Operator
{
    /// <inheritdoc/>
    public override string Name => "Elu";
}
