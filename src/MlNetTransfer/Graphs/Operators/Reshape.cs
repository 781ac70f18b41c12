namespace MlNetTransfer.Graphs.Operators;

/// <summary>Same elements in another shape; inputs data, shape (0 copies, -1 is inferred).</summary>
/// <param name="AllowZero">Whether 0 in the shape means zero elements.</param>
public sealed record Reshape(bool AllowZero = false) : Operator
{
    /// <inheritdoc/>
    public override string Name => "Reshape";
}
