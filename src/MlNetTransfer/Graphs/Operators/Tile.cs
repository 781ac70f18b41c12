namespace MlNetTransfer.Graphs.Operators;

/// <summary>Repeats along each axis; inputs data, repeats.</summary>
public sealed record Tile : Operator
{
    /// <inheritdoc/>
    public override string Name => "Tile";
}
