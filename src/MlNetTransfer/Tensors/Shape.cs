using System.Collections;
using System.Globalization;

namespace MlNetTransfer.Tensors;

/// <summary>Immutable list of dimensions, outermost first; a scalar has rank 0.</summary>
/// <remarks>Limits: rank at most <see cref="MaxRank"/>, each dimension 0 to 2^31-1, product below 2^63 (checked).</remarks>
public sealed class Shape : IReadOnlyList<int>, IEquatable<Shape>
{
    /// <summary>Largest supported rank.</summary>
    public const int MaxRank = 8;

    private readonly int[] _dimensions;

    /// <summary>Makes a shape from dimensions, outermost first.</summary>
    /// <param name="dimensions">The dimensions; copied.</param>
    /// <exception cref="ArgumentException">Too many dimensions, a negative one, or a product of 2^63 or more.</exception>
    public Shape(params ReadOnlySpan<int> dimensions)
    {
        if (dimensions.Length > MaxRank)
        {
            throw new ArgumentException(Invariant($"A shape has at most {MaxRank} dimensions, got {dimensions.Length}."), nameof(dimensions));
        }

        long count = 1;
        foreach (int dimension in dimensions)
        {
            if (dimension < 0)
            {
                throw new ArgumentException(Invariant($"Dimensions are 0 or more, got {dimension}."), nameof(dimensions));
            }

            count = Math.BigMul(count, dimension, out long low) == 0 && low >= 0
                ? low
                : throw new ArgumentException("The number of elements exceeds 2^63 - 1.", nameof(dimensions));
        }

        _dimensions = dimensions.ToArray();
        ElementCount = count;
    }

    /// <summary>The shape of a scalar: rank 0, one element.</summary>
    public static Shape Scalar { get; } = new();

    /// <summary>Number of dimensions.</summary>
    public int Rank => _dimensions.Length;

    /// <summary>Product of all dimensions; 1 for a scalar.</summary>
    public long ElementCount { get; }

    int IReadOnlyCollection<int>.Count => Rank;

    /// <summary>The dimension at an axis.</summary>
    /// <param name="index">Axis, 0 is the outermost.</param>
    public int this[int index] => _dimensions[index];

    /// <summary>The dimensions, outermost first.</summary>
    /// <returns>A view that must not outlive the shape.</returns>
    public ReadOnlySpan<int> AsSpan() => _dimensions;

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && _dimensions.AsSpan().SequenceEqual(other._dimensions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int dimension in _dimensions)
        {
            hash.Add(dimension);
        }

        return hash.ToHashCode();
    }

    /// <summary>The dimensions in brackets, for messages.</summary>
    /// <returns>Text such as <c>[1, 3, 224, 224]</c>.</returns>
    public override string ToString() =>
        "[" + string.Join(", ", _dimensions.Select(d => d.ToString(CultureInfo.InvariantCulture))) + "]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_dimensions).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
