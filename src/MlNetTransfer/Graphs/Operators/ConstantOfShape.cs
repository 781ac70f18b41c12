namespace MlNetTransfer.Graphs.Operators;

/// <summary>Tensor of one repeated value; input shape.</summary>
/// <param name="Value">One element.</param>
public sealed record ConstantOfShape(Tensors.Tensor Value) : Operator
{
    /// <inheritdoc/>
    public override string Name => "ConstantOfShape";

    /// <inheritdoc/>
    public bool Equals(ConstantOfShape? other) =>
        other is not null && Value.ElementType == other.Value.ElementType && Value.Bytes.Span.SequenceEqual(other.Value.Bytes.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Value.ElementType, Value.Bytes.Length);
}
