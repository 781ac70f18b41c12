using MlNetTransfer.Pipelines.Transforms;

namespace MlNetTransfer.Pipelines;

/// <summary>Estimators between values and keys.</summary>
public static class ConversionsExtensionsCatalog
{
    /// <summary>Numbers the values of a column: each different one gets a key, from 1.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The keys.</param>
    /// <param name="inputColumnName">The values; null for the same name.</param>
    /// <param name="maximumNumberOfKeys">Values after so many different ones are missing.</param>
    /// <param name="keyOrdinality">How values are ordered.</param>
    /// <param name="addKeyValueAnnotationsAsText">Whether what keys stand for is kept as text.</param>
    /// <param name="keyData">A view of one column that says the values and their order; null to learn them.</param>
    /// <returns>The estimator.</returns>
    public static ValueToKeyMappingEstimator MapValueToKey(
        this TransformsCatalog.ConversionTransforms catalog,
        string outputColumnName,
        string? inputColumnName = null,
        int maximumNumberOfKeys = ValueToKeyMappingEstimator.DefaultMaximumNumberOfKeys,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence,
        bool addKeyValueAnnotationsAsText = false,
        IDataView? keyData = null) =>
        catalog.MapValueToKey([new InputOutputColumnPair(outputColumnName, inputColumnName)], maximumNumberOfKeys, keyOrdinality, addKeyValueAnnotationsAsText, keyData);

    /// <summary>Numbers the values of columns: each different one of a column gets a key, from 1.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">Keys and values.</param>
    /// <param name="maximumNumberOfKeys">Values after so many different ones are missing.</param>
    /// <param name="keyOrdinality">How values are ordered.</param>
    /// <param name="addKeyValueAnnotationsAsText">Whether what keys stand for is kept as text.</param>
    /// <param name="keyData">A view of one column that says the values and their order; null to learn them.</param>
    /// <returns>The estimator.</returns>
    public static ValueToKeyMappingEstimator MapValueToKey(
        this TransformsCatalog.ConversionTransforms catalog,
        InputOutputColumnPair[] columns,
        int maximumNumberOfKeys = ValueToKeyMappingEstimator.DefaultMaximumNumberOfKeys,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence,
        bool addKeyValueAnnotationsAsText = false,
        IDataView? keyData = null) =>
        new(columns, new ValueToKeyMappingEstimator.Settings(maximumNumberOfKeys, keyOrdinality, addKeyValueAnnotationsAsText, keyData));

    /// <summary>Turns keys back into what they stand for.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The values.</param>
    /// <param name="inputColumnName">The keys; null for the same name.</param>
    /// <returns>The estimator.</returns>
    public static KeyToValueMappingEstimator MapKeyToValue(
        this TransformsCatalog.ConversionTransforms catalog, string outputColumnName, string? inputColumnName = null) =>
        new([new InputOutputColumnPair(outputColumnName, inputColumnName)]);

    /// <summary>Turns keys back into what they stand for.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">Values and keys.</param>
    /// <returns>The estimator.</returns>
    public static KeyToValueMappingEstimator MapKeyToValue(this TransformsCatalog.ConversionTransforms catalog, InputOutputColumnPair[] columns) => new(columns);
}
