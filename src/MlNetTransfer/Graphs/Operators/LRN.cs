namespace MlNetTransfer.Graphs.Operators;

/// <summary>Local response normalisation across neighbouring channels (Krizhevsky 2012).</summary>
/// <param name="Size">Number of channels summed over.</param>
/// <param name="Alpha">Scale.</param>
/// <param name="Beta">Exponent.</param>
/// <param name="Bias">Offset (k in the paper).</param>
public sealed record LRN(int Size, float Alpha = 1e-4f, float Beta = 0.75f, float Bias = 1f) : Operator
{
    /// <inheritdoc/>
    public override string Name => "LRN";
}
