namespace MlNetTransfer.Graphs.Operators;

/// <summary>x for x above 0, slope * x below; inputs X, slope (broadcast).</summary>
public sealed record PRelu : Operator
{
    /// <inheritdoc/>
    public override string Name => "PRelu";
}
