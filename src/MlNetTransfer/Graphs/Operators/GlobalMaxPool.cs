namespace MlNetTransfer.Graphs.Operators;

/// <summary>Largest value over all spatial positions.</summary>
public sealed record GlobalMaxPool : Operator
{
    /// <inheritdoc/>
    public override string Name => "GlobalMaxPool";
}
