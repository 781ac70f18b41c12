namespace MlNetTransfer.Graphs.Operators;

/// <summary>Normalises each channel of each picture by its own mean and variance; inputs X, scale, B.</summary>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record InstanceNormalization(float Epsilon = 1e-5f) : Operator
{
    /// <inheritdoc/>
    public override string Name => "InstanceNormalization";
}
