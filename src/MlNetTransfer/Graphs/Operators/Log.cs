namespace MlNetTransfer.Graphs.Operators;

/// <summary>Natural logarithm.</summary>
public sealed record Log : Operator
{
    /// <inheritdoc/>
    public override string Name => "Log";
}
