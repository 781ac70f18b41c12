namespace MlNetTransfer.Pipelines;

/// <summary>Sends single objects through a transformer.</summary>
/// <typeparam name="TSrc">Class of the inputs.</typeparam>
/// <typeparam name="TDst">Class of the answers.</typeparam>
/// <remarks>
/// <b>Threading</b>: for one thread at a time; engines are cheap and share the model, so make one for each thread. The front door's
/// <see cref="MlNetTransfer.PredictionEngine"/>, which <c>ImageClassificationModelParameters.Classifier</c> leads to, is safe for any number of threads.
/// </remarks>
public sealed class PredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst>
    where TSrc : class
    where TDst : class, new()
{
    internal PredictionEngine(ITransformer transformer, DataViewSchema? inputSchema, PredictionEngineOptions options)
        : base(transformer, inputSchema, options)
    {
    }

    /// <inheritdoc/>
    public override void Predict(TSrc example, ref TDst prediction) => Run(example, prediction ??= new TDst());
}
