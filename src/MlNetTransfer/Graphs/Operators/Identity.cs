namespace MlNetTransfer.Graphs.Operators;

/// <summary>The input itself.</summary>
public sealed record Identity : Operator
{
    /// <inheritdoc/>
    public override string Name => "Identity";
}
