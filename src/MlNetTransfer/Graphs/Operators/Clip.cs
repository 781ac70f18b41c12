namespace MlNetTransfer.Graphs.Operators;

/// <summary>max(min, min(x, max)); inputs X, optional min, optional max.</summary>
public sealed record Clip : Operator
{
    /// <inheritdoc/>
    public override string Name => "Clip";
}
