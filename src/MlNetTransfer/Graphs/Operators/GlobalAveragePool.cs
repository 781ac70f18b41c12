namespace MlNetTransfer.Graphs.Operators;

/// <summary>Mean over all spatial positions.</summary>
public sealed record GlobalAveragePool : Operator
{
    /// <inheritdoc/>
    public override string Name => "GlobalAveragePool";
}
