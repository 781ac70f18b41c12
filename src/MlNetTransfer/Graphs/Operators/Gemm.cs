namespace MlNetTransfer.Graphs.Operators;

/// <summary>alpha * A' * B' + beta * C for matrices.</summary>
/// <param name="Alpha">Factor of the product.</param>
/// <param name="Beta">Factor of C.</param>
/// <param name="TransposeA">Whether A is transposed first.</param>
/// <param name="TransposeB">Whether B is transposed first.</param>
public sealed record Gemm(float Alpha = 1f, float Beta = 1f, bool TransposeA = false, bool TransposeB = false) : Operator
{
    /// <inheritdoc/>
    public override string Name => "Gemm";
}
