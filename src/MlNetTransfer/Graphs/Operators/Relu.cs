namespace MlNetTransfer.Graphs.Operators;

/// <summary>max(0, x).</summary>
public sealed record Relu : Operator
{
    /// <inheritdoc/>
    public override string Name => "Relu";
}
