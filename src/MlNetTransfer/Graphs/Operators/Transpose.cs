namespace MlNetTransfer.Graphs.Operators;

/// <summary>Permuted axes.</summary>
/// <param name="Permutation">Source axis of each output axis; null reverses all.</param>
public sealed record Transpose(IReadOnlyList<int>? Permutation = null) : Operator
{
    /// <inheritdoc/>
    public override string Name => "Transpose";

    /// <inheritdoc/>
    public bool Equals(Transpose? other) =>
        other is not null && (Permutation is null ? other.Permutation is null : other.Permutation is not null && Permutation.SequenceEqual(other.Permutation));

    /// <inheritdoc/>
    public override int GetHashCode() => Permutation is null ? 0 : Permutation.Aggregate(Permutation.Count, HashCode.Combine);
}
