namespace MlNetTransfer.Graphs.Operators;

/// <summary>Tensor of one repeated value; input shape.</summary>
/// <param name="Value">One element.</param>
public sealed record ConstantOfShape(Tensors.Tensor Value) : Operator
{
    /// <inheritdoc/>
    public override string Name => "ConstantOfShape";
}
