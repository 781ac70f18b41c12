namespace MlNetTransfer.Graphs.Operators;

/// <summary>Sum of all inputs, broadcast.</summary>
public sealed record Sum : Operator
{
    /// <inheritdoc/>
    public override string Name => "Sum";
}
