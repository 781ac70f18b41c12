namespace MlNetTransfer.Graphs.Operators;

/// <summary>Border around the input; inputs data, pads (all begins, then all ends), optional value, optional axes.</summary>
/// <param name="Mode">What the border holds.</param>
public sealed record Pad(PadMode Mode = PadMode.Constant) : Operator
{
    /// <inheritdoc/>
    public override string Name => "Pad";
}
