namespace MlNetTransfer.Pipelines.Data;

/// <summary>One of a known number of things: 1 for the first, 0 when missing. The things themselves are the column's key values.</summary>
public sealed class KeyDataViewType : PrimitiveDataViewType
{
    /// <summary>Makes a type.</summary>
    /// <param name="rawType">Must be <c>uint</c>.</param>
    /// <param name="count">Number of keys.</param>
    /// <exception cref="ArgumentException">Another raw type, or no keys.</exception>
    public KeyDataViewType(Type rawType, ulong count)
        : base(rawType)
    {
        if (rawType != typeof(uint) || count is 0 or > int.MaxValue)
        {
            throw new ArgumentException(FormattableString.Invariant($"Keys are uint, 1 to {int.MaxValue} of them; asked for were {count} of {rawType}."));
        }

        Count = count;
    }

    /// <summary>Number of keys.</summary>
    public ulong Count { get; }

    /// <summary>The type's name and range.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => FormattableString.Invariant($"Key<UInt32, 1-{Count}>");
}
