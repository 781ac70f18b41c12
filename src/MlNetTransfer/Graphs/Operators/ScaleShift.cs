namespace MlNetTransfer.Graphs.Operators;

/// <summary>X * scale + shift per channel; inputs X [N, C, ...], scale [C], shift [C].</summary>
/// <remarks>
/// What batch normalisation is in inference. Made by <c>GraphOptimizer</c> where no convolution can take it over; never in a file: the writer expands it again.
/// </remarks>
public sealed record ScaleShift : Operator
{
    /// <inheritdoc/>
    public override string Name => "ScaleShift";
}
