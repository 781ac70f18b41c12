using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Weights as operations take them, made from parameters, and the gradient by them; shared by every step that has the same weights.</summary>
/// <remarks>Items (runs of rows) are independent and depend on the shape alone.</remarks>
internal abstract class WeightSet
{
    /// <summary>Elements of a row run worth handing to another thread.</summary>
    private const int WorkPerItem = 16384;

    private readonly int _rowsPerItem;

    protected WeightSet(int rowCount, int rowLength)
    {
        RowCount = rowCount;
        RowLength = rowLength;
        _rowsPerItem = Math.Clamp(WorkPerItem / Math.Max(1, rowLength), 1, Math.Max(1, rowCount));
    }

    /// <summary>Number of outputs.</summary>
    public int RowCount { get; }

    /// <summary>Weights of one output.</summary>
    public int RowLength { get; }

    /// <summary>Number of items of <see cref="Refresh"/> and <see cref="Fold"/>.</summary>
    public int ItemCount => (RowCount + _rowsPerItem - 1) / _rowsPerItem;

    /// <summary>Weights for <see cref="Kernels.IWeightedOperation.Pack"/>.</summary>
    public abstract ReadOnlySpan<float> Weights { get; }

    /// <summary>Addends for <see cref="Kernels.IWeightedOperation.Pack"/>; empty for none.</summary>
    public abstract ReadOnlySpan<float> Bias { get; }

    /// <summary>Gradients by weights and bias, one after the other, which backward operations add to.</summary>
    public abstract AlignedBuffer Gradient { get; }

    /// <summary>Makes the weights of items from the parameters.</summary>
    public void Refresh(int first, int end) => RefreshRows(first * _rowsPerItem, Math.Min(RowCount, end * _rowsPerItem));

    /// <summary>Adds the gradients of items to the parameters' and sets them to zero.</summary>
    public void Fold(int first, int end) => FoldRows(first * _rowsPerItem, Math.Min(RowCount, end * _rowsPerItem));

    protected abstract void RefreshRows(int first, int end);

    protected abstract void FoldRows(int first, int end);
}
