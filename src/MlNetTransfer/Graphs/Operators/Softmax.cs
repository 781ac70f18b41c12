namespace MlNetTransfer.Graphs.Operators;

/// <summary>exp(x) normalised to sum 1 along an axis.</summary>
/// <param name="Axis">The axis; negative counts from the end.</param>
/// <param name="Flattened">Opset 12 and older: everything from Axis on is one axis.</param>
public sealed record Softmax(int Axis = -1, bool Flattened = false) : Operator
{
    /// <inheritdoc/>
    public override string Name => "Softmax";
}
