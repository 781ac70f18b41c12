using MlNetTransfer.Pipelines.Transforms;

namespace MlNetTransfer.Pipelines;

/// <summary>Estimators of whole columns.</summary>
public static class TransformExtensionsCatalog
{
    /// <summary>Copies a column.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The copy.</param>
    /// <param name="inputColumnName">The column that is copied.</param>
    /// <returns>The estimator.</returns>
    public static ColumnCopyingEstimator CopyColumns(this TransformsCatalog catalog, string outputColumnName, string inputColumnName) =>
        new([new InputOutputColumnPair(outputColumnName, inputColumnName)]);

    /// <summary>Copies columns.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">Copies and what they are copied from.</param>
    /// <returns>The estimator.</returns>
    public static ColumnCopyingEstimator CopyColumns(this TransformsCatalog catalog, InputOutputColumnPair[] columns) => new(columns);
}
