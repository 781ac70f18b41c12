namespace MlNetTransfer.Graphs.Operators;

/// <summary>max(0, min(1, alpha * x + beta)).</summary>
/// <param name="Alpha">Slope.</param>
/// <param name="Beta">Offset.</param>
public sealed record HardSigmoid(float Alpha = 0.2f, float Beta = 0.5f) : Operator
{
    /// <inheritdoc/>
    public override string Name => "HardSigmoid";
}
