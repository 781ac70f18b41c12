namespace MlNetTransfer.Pipelines;

/// <summary>Learns a transformer from data.</summary>
/// <typeparam name="TTransformer">The transformer.</typeparam>
public interface IEstimator<out TTransformer>
    where TTransformer : ITransformer
{
    /// <summary>Learns.</summary>
    /// <param name="input">The data.</param>
    /// <returns>The transformer.</returns>
    TTransformer Fit(IDataView input);

    /// <summary>Checks the columns and says which there will be, without looking at data.</summary>
    /// <param name="inputSchema">The columns before.</param>
    /// <returns>The columns after.</returns>
    /// <exception cref="ArgumentException">A column is missing or of another type.</exception>
    SchemaShape GetOutputSchema(SchemaShape inputSchema);
}
