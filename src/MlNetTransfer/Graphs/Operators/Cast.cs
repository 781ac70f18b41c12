namespace MlNetTransfer.Graphs.Operators;

/// <summary>Conversion of element type.</summary>
/// <param name="To">The new type.</param>
public sealed record Cast(Tensors.ElementType To) : Operator
{
    /// <inheritdoc/>
    public override string Name => "Cast";
}
