namespace MlNetTransfer.Graphs.Operators;

/// <summary>Inputs joined along an axis.</summary>
/// <param name="Axis">The axis; negative counts from the end.</param>
public sealed record Concat(int Axis) : Operator
{
    /// <inheritdoc/>
    public override string Name => "Concat";
}
