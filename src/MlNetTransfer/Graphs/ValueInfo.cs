using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs;

/// <summary>Name, element type and dimensions of a value of a graph.</summary>
/// <param name="Name">Unique in the graph.</param>
/// <param name="ElementType">Type of the elements.</param>
/// <param name="Dimensions">Outermost first; null when even the rank is unknown.</param>
public sealed record ValueInfo(string Name, ElementType ElementType, IReadOnlyList<Dimension>? Dimensions)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}: {ElementType} {(Dimensions is null ? "[...]" : "[" + string.Join(", ", Dimensions) + "]")}";
}
