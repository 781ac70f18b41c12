using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Shapes;

/// <summary>What shape inference knows of a value.</summary>
/// <param name="ElementType">Type of the elements.</param>
/// <param name="Dimensions">Outermost first; null when the rank is unknown.</param>
internal sealed record InferredValue(ElementType ElementType, Dimension[]? Dimensions)
{
    /// <summary>Largest integer tensor whose entries are followed: far above any shape, far below any weight.</summary>
    public const int MaxEntries = 64;

    /// <summary>Entries of a small integer tensor, row-major; null when they are not followed.</summary>
    public SymbolicInteger[]? Entries { get; init; }

    /// <summary>The value itself when it is a constant of the graph or was computed from small ones.</summary>
    public Tensor? Constant { get; init; }

    /// <summary>Whether nothing that the caller provides can change the value.</summary>
    public bool IsFixed { get; init; }

    /// <summary>What is known of a constant.</summary>
    public static InferredValue Of(Tensor tensor) =>
        new(tensor.ElementType, [.. tensor.Shape.Select(d => Dimension.Of(d))])
        {
            Constant = tensor,
            Entries = EntriesOf(tensor),
            IsFixed = true,
        };

    /// <summary>Integer entries of a small tensor; null for others.</summary>
    private static SymbolicInteger[]? EntriesOf(Tensor tensor)
    {
        if (tensor.Shape.ElementCount > MaxEntries)
        {
            return null;
        }

        switch (tensor.ElementType)
        {
            case ElementType.Int64:
                return [.. tensor.AsInt64s().ToArray().Select(SymbolicInteger.Of)];
            case ElementType.Int32:
                return [.. tensor.AsInt32s().ToArray().Select(v => SymbolicInteger.Of(v))];
            case ElementType.Bool:
                return [.. tensor.Bytes.ToArray().Select(v => SymbolicInteger.Of(v))];
            default:
                return null;
        }
    }
}
