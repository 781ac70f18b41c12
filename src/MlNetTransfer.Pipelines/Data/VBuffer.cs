namespace MlNetTransfer.Pipelines.Data;

/// <summary>A vector, dense or sparse.</summary>
/// <typeparam name="T">Type of the items.</typeparam>
public readonly struct VBuffer<T>
{
    private readonly T[]? _values;
    private readonly int[]? _indices;
    private readonly int _count;

    /// <summary>Makes a vector.</summary>
    /// <param name="length">Number of items.</param>
    /// <param name="values">All items, or those at <paramref name="indices"/>; not copied.</param>
    /// <param name="indices">Ascending places of the values; null for a dense vector.</param>
    public VBuffer(int length, T[] values, int[]? indices = null)
        : this(length, indices?.Length ?? length, values, indices)
    {
    }

    /// <summary>Makes a vector.</summary>
    /// <param name="length">Number of items.</param>
    /// <param name="valuesCount">Number of values given.</param>
    /// <param name="values">The values; not copied.</param>
    /// <param name="indices">Ascending places of the values; null for a dense vector.</param>
    /// <exception cref="ArgumentException">Counts that do not fit.</exception>
    public VBuffer(int length, int valuesCount, T[] values, int[]? indices)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (length < 0 || valuesCount > values.Length || valuesCount > length || (indices is null ? valuesCount != length : valuesCount > indices.Length))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"A vector of {length} items got {values.Length} values, of which {valuesCount} count, and {indices?.Length ?? 0} indices."), nameof(values));
        }

        Length = length;
        _count = valuesCount;
        _values = values;
        _indices = valuesCount == length ? null : indices;
    }

    /// <summary>Number of items.</summary>
    public int Length { get; }

    /// <summary>Whether every item is stored.</summary>
    public bool IsDense => _count == Length;

    /// <summary>The stored values.</summary>
    /// <returns>All items when dense.</returns>
    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    /// <summary>The places of the stored values.</summary>
    /// <returns>Empty when dense.</returns>
    public ReadOnlySpan<int> GetIndices() => _indices is null ? default : _indices.AsSpan(0, _count);

    /// <summary>All items in order; those that are not stored as the default.</summary>
    /// <returns>The items.</returns>
    public IEnumerable<T> DenseValues()
    {
        int next = 0;
        for (int i = 0; i < Length; i++)
        {
            yield return _indices is null ? _values![i] : next < _count && _indices[next] == i ? _values![next++] : default!;
        }
    }

    /// <summary>The items with their places.</summary>
    /// <param name="all">Whether items that are not stored are listed too.</param>
    /// <returns>Place and item.</returns>
    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        if (all || IsDense)
        {
            return DenseValues().Select((value, i) => KeyValuePair.Create(i, value));
        }

        (T[] values, int[] indices) = (_values!, _indices!);
        return Enumerable.Range(0, _count).Select(i => KeyValuePair.Create(indices[i], values[i]));
    }

    /// <summary>One item.</summary>
    /// <param name="index">Its place.</param>
    /// <returns>The item, or the default when it is not stored.</returns>
    public T GetItemOrDefault(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        if (_indices is null)
        {
            return _values![index];
        }

        int at = _indices.AsSpan(0, _count).BinarySearch(index);
        return at < 0 ? default! : _values![at];
    }

    /// <summary>Copies all items.</summary>
    /// <param name="destination">At least <see cref="Length"/> items.</param>
    public void CopyTo(Span<T> destination)
    {
        if (_indices is null)
        {
            GetValues().CopyTo(destination);
            return;
        }

        destination[..Length].Clear();
        for (int i = 0; i < _count; i++)
        {
            destination[_indices[i]] = _values![i];
        }
    }

    /// <summary>All items in an array of their own.</summary>
    internal T[] ToArray()
    {
        T[] all = new T[Length];
        CopyTo(all);
        return all;
    }
}
