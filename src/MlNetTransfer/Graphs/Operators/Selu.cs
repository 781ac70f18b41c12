namespace MlNetTransfer.Graphs.Operators;

/// <summary>gamma * x for x above 0, gamma * alpha * (exp(x) - 1) below (Klambauer 2017).</summary>
/// <param name="Alpha">Scale below 0.</param>
/// <param name="Gamma">Scale of everything.</param>
public sealed record Selu(float Alpha = 1.67326319217681884765625f, float Gamma = 1.05070102214813232421875f) : Operator
{
    /// <inheritdoc/>
    public override string Name => "Selu";
}
