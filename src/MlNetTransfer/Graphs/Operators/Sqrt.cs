namespace MlNetTransfer.Graphs.Operators;

/// <summary>Square root.</summary>
public sealed record Sqrt : Operator
{
    /// <inheritdoc/>
    public override string Name => "Sqrt";
}
