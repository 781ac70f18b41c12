namespace MlNetTransfer.Graphs.Operators;

/// <summary>Numbers from start below limit by delta; inputs start, limit, delta.</summary>
public sealed record RangeOf : Operator
{
    /// <inheritdoc/>
    public override string Name => "Range";
}
