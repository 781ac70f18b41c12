namespace MlNetTransfer.Graphs.Operators;

/// <summary>Dimensions of the input as integers.</summary>
/// <param name="Start">First axis.</param>
/// <param name="End">Axis after the last; null for the rank.</param>
public sealed record ShapeOf(int Start = 0, int? End = null) : Operator
{
    /// <inheritdoc/>
    public override string Name => "Shape";
}
