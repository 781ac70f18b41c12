namespace MlNetTransfer.Pipelines.Data;

/// <summary>Vectors; raw type <see cref="VBuffer{T}"/>.</summary>
public sealed class VectorDataViewType : DataViewType
{
    /// <summary>Makes a type.</summary>
    /// <param name="itemType">Type of each item.</param>
    /// <param name="dimensions">Sizes, slowest first; none for vectors of any length.</param>
    /// <exception cref="ArgumentException">A size is not positive.</exception>
    public VectorDataViewType(PrimitiveDataViewType itemType, params int[] dimensions)
        : base(typeof(VBuffer<>).MakeGenericType((itemType ?? throw new ArgumentNullException(nameof(itemType))).RawType))
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        ItemType = itemType;
        Dimensions = [.. dimensions.Where(d => d != 0)];
        if (Dimensions.Any(d => d < 0))
        {
            throw new ArgumentException($"A vector's sizes are 1 or more, got {string.Join('x', dimensions)}.", nameof(dimensions));
        }

        Size = Dimensions.Count == 0 ? 0 : Dimensions.Aggregate(1, (product, d) => checked(product * d));
    }

    /// <summary>Type of each item.</summary>
    public PrimitiveDataViewType ItemType { get; }

    /// <summary>Sizes, slowest first; empty for any length.</summary>
    public IReadOnlyList<int> Dimensions { get; }

    /// <summary>Number of items; 0 for any length.</summary>
    public int Size { get; }

    /// <summary>Whether all vectors have the same, known length.</summary>
    public bool IsKnownSize => Size > 0;

    /// <summary>The type's name and sizes.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => IsKnownSize ? $"Vector<{ItemType}, {string.Join('x', Dimensions)}>" : $"VarVector<{ItemType}>";
}
