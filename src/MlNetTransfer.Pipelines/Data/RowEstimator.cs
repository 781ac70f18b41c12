namespace MlNetTransfer.Pipelines.Data;

/// <summary>What estimators that add columns have in common.</summary>
/// <typeparam name="TTransformer">The transformer.</typeparam>
public abstract class RowEstimator<TTransformer> : IEstimator<TTransformer>
    where TTransformer : class, ITransformer
{
    private protected RowEstimator()
    {
    }

    /// <inheritdoc/>
    public abstract TTransformer Fit(IDataView input);

    /// <inheritdoc/>
    public abstract SchemaShape GetOutputSchema(SchemaShape inputSchema);
}
