namespace MlNetTransfer.Graphs.Operators;

/// <summary>Matrix product as numpy.matmul defines it.</summary>
public sealed record MatMul : Operator
{
    /// <inheritdoc/>
    public override string Name => "MatMul";
}
