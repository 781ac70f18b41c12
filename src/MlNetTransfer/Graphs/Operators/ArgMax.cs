namespace MlNetTransfer.Graphs.Operators;

/// <summary>Index of the largest value along an axis.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="KeepDimensions">Whether the axis stays with size 1.</param>
/// <param name="SelectLastIndex">Which of equal values wins.</param>
public sealed record ArgMax(int Axis = 0, bool KeepDimensions = true, bool SelectLastIndex = false) : Operator
{
    /// <inheritdoc/>
    public override string Name => "ArgMax";
}
