namespace MlNetTransfer.Graphs.Operators;

/// <summary>x * max(0, min(1, x / 6 + 1 / 2)).</summary>
public sealed record HardSwish : Operator
{
    /// <inheritdoc/>
    public override string Name => "HardSwish";
}
