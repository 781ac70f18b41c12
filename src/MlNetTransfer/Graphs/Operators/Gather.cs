namespace MlNetTransfer.Graphs.Operators;

/// <summary>Entries picked along an axis; inputs data, indices.</summary>
/// <param name="Axis">The axis.</param>
public sealed record Gather(int Axis = 0) : Operator
{
    /// <inheritdoc/>
    public override string Name => "Gather";
}
