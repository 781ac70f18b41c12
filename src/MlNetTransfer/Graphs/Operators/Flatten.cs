namespace MlNetTransfer.Graphs.Operators;

/// <summary>Matrix of everything before and from an axis.</summary>
/// <param name="Axis">First axis of the second dimension.</param>
public sealed record Flatten(int Axis = 1) : Operator
{
    /// <inheritdoc/>
    public override string Name => "Flatten";
}
