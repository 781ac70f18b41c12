using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines;

/// <summary>Reads the first rows, to look at.</summary>
public static class DebuggerExtensions
{
    private const int DefaultRowCount = 100;

    /// <summary>The first rows of a view.</summary>
    /// <param name="data">The view.</param>
    /// <param name="maxRows">Number of rows.</param>
    /// <returns>The rows.</returns>
    public static DataDebuggerPreview Preview(this IDataView data, int maxRows = DefaultRowCount)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new DataDebuggerPreview(data, maxRows);
    }

    /// <summary>What a transformer makes of the first rows of a view.</summary>
    /// <param name="transformer">The transformer.</param>
    /// <param name="data">The view.</param>
    /// <param name="maxRows">Number of rows.</param>
    /// <returns>The rows.</returns>
    public static DataDebuggerPreview Preview(this ITransformer transformer, IDataView data, int maxRows = DefaultRowCount)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        return new DataDebuggerPreview(transformer.Transform(data), maxRows);
    }

    /// <summary>What an estimator, learnt from all rows of a view, makes of the first ones.</summary>
    /// <param name="estimator">The estimator.</param>
    /// <param name="data">The view.</param>
    /// <param name="maxRows">Number of rows.</param>
    /// <returns>The rows.</returns>
    public static DataDebuggerPreview Preview(this IEstimator<ITransformer> estimator, IDataView data, int maxRows = DefaultRowCount)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return new DataDebuggerPreview(estimator.Fit(data).Transform(data), maxRows);
    }
}
