namespace MlNetTransfer.Graphs.Operators;

/// <summary>x for x above 0, alpha * x below.</summary>
/// <param name="Alpha">Slope below 0.</param>
public sealed record LeakyRelu(float Alpha = 0.01f) : Operator
{
    /// <inheritdoc/>
    public override string Name => "LeakyRelu";
}
