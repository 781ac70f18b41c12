namespace MlNetTransfer.Graphs.Operators;

/// <summary>Normalises over the axes from Axis to the last; inputs X, scale, optional bias.</summary>
/// <param name="Axis">First normalised axis; negative counts from the end.</param>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record LayerNormalization(int Axis = -1, float Epsilon = 1e-5f) : Operator
{
    /// <inheritdoc/>
    public override string Name => "LayerNormalization";
}
