namespace MlNetTransfer.Graphs.Operators;

/// <summary>Identity in inference; inputs data, optional ratio, optional training mode.</summary>
/// <param name="Ratio">Share of elements set to zero while training.</param>
public sealed record Dropout(float Ratio = 0.5f) : Operator
{
    /// <inheritdoc/>
    public override string Name => "Dropout";
}
