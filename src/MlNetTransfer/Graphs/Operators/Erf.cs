namespace MlNetTransfer.Graphs.Operators;

/// <summary>Gauss error function.</summary>
public sealed record Erf : Operator
{
    /// <inheritdoc/>
    public override string Name => "Erf";
}
