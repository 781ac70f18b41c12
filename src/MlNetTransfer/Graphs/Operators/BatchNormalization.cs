namespace MlNetTransfer.Graphs.Operators;

/// <summary>(X - mean) / sqrt(var + epsilon) * scale + B per channel; inputs X, scale, B, mean, var.</summary>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Momentum">Weight of the old running statistics when they are updated.</param>
/// <param name="TrainingMode">Whether the statistics of the batch itself are used.</param>
public sealed record BatchNormalization(float Epsilon = 1e-5f, float Momentum = 0.9f, bool TrainingMode = false) : Operator
{
    /// <inheritdoc/>
    public override string Name => "BatchNormalization";
}
