using System.Globalization;

namespace MlNetTransfer.Graphs;

/// <summary>One dimension of a value: a known size, a multiple of the batch size N, or unknown.</summary>
/// <remarks>Networks are imported once and run at any batch size, so N stays a symbol: a dimension is <c>Constant</c> or <c>BatchFactor * N</c>.</remarks>
public readonly record struct Dimension
{
    private Dimension(long constant, long batchFactor)
    {
        Constant = constant;
        BatchFactor = batchFactor;
    }

    /// <summary>The batch size N itself.</summary>
    public static Dimension Batch { get; } = new(0, 1);

    /// <summary>A size that is not known.</summary>
    public static Dimension Unknown { get; } = new(-1, 0);

    /// <summary>The size when it does not depend on the batch; -1 when unknown; 0 when it is a multiple of N.</summary>
    public long Constant { get; }

    /// <summary>The multiple of N; 0 when the size does not depend on the batch.</summary>
    public long BatchFactor { get; }

    /// <summary>Whether the size is a plain number.</summary>
    public bool IsConstant => BatchFactor == 0 && Constant >= 0;

    /// <summary>Whether the size is a multiple of the batch size.</summary>
    public bool IsBatch => BatchFactor > 0;

    /// <summary>Whether nothing is known.</summary>
    public bool IsUnknown => BatchFactor == 0 && Constant < 0;

    /// <summary>A known size.</summary>
    /// <param name="size">0 or more.</param>
    /// <returns>The dimension.</returns>
    public static Dimension Of(long size) => size >= 0 ? new Dimension(size, 0) : throw new ArgumentOutOfRangeException(nameof(size));

    /// <summary>A multiple of the batch size.</summary>
    /// <param name="factor">1 or more.</param>
    /// <returns>The dimension.</returns>
    public static Dimension TimesBatch(long factor) =>
        factor > 0 ? new Dimension(0, factor) : throw new ArgumentOutOfRangeException(nameof(factor));

    /// <summary>The size for a batch size.</summary>
    /// <param name="batch">N, 1 or more.</param>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">The dimension is unknown.</exception>
    public long At(int batch) => IsUnknown ? throw new InvalidOperationException("The dimension is unknown.") : Constant + (BatchFactor * batch);

    /// <inheritdoc/>
    public override string ToString() =>
        IsUnknown ? "?" : IsBatch ? (BatchFactor == 1 ? "N" : BatchFactor.ToString(CultureInfo.InvariantCulture) + "N") : Constant.ToString(CultureInfo.InvariantCulture);
}
