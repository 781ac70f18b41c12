namespace MlNetTransfer.Pipelines.Data;

/// <summary>Type of a column's values.</summary>
public abstract class DataViewType : IEquatable<DataViewType>
{
    private protected DataViewType(Type rawType) => RawType = rawType;

    /// <summary>The .NET type that readers of such a column give.</summary>
    public Type RawType { get; }

    /// <inheritdoc/>
    public virtual bool Equals(DataViewType? other) => other is not null && other.ToString() == ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DataViewType);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString() ?? "");
}
