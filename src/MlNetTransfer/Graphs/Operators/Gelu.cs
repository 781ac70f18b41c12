namespace MlNetTransfer.Graphs.Operators;

/// <summary>x times the normal distribution function of x (Hendrycks and Gimpel 2016).</summary>
/// <param name="TanhApproximation">Whether the tanh approximation is used instead of erf.</param>
public sealed record Gelu(bool TanhApproximation = false) : Operator
{
    /// <inheritdoc/>
    public override string Name => "Gelu";
}
