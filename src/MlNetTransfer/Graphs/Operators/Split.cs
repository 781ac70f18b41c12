namespace MlNetTransfer.Graphs.Operators;

/// <summary>Parts along an axis; inputs data, optional sizes (none: equal parts).</summary>
/// <param name="Axis">The axis.</param>
/// <param name="OutputCount">Number of parts when no sizes are given (opset 18).</param>
public sealed record Split(int Axis = 0, int? OutputCount = null) : Operator
{
    /// <inheritdoc/>
    public override string Name => "Split";
}
