namespace MlNetTransfer.Graphs.Operators;

/// <summary>Largest integer not above x.</summary>
public sealed record Floor : Operator
{
    /// <inheritdoc/>
    public override string Name => "Floor";
}
