using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetTransfer.MicrosoftML.Carrier;

namespace MlNetTransfer.MicrosoftML;

/// <summary>A trained model as a step of an ML.NET pipeline: adds the columns with probabilities and predicted label. Saves with <c>mlContext.Model.Save</c>.</summary>
/// <remarks>
/// After <c>mlContext.Model.Load</c> the step is a chain of ML.NET's own transformers that gives the same scores to the bit; <see cref="ImageTransferModel.Find"/> gets
/// the model back from it.
/// <para><b>Threading</b>: safe for any number of threads.</para>
/// </remarks>
public sealed class ImageTransferTransformer : ITransformer
{
    private readonly MLContext _mlContext;
    private readonly ImageTransferOptions _options;
    private readonly ITransformer _scorer;

    internal ImageTransferTransformer(MLContext mlContext, TrainingResult result, ImageTransferOptions options)
    {
        _mlContext = mlContext;
        _options = options;
        Model = result.Model;
        Report = result.Report;
        ScoringEngine engine = new(result.Model);
        _scorer = ScoreColumns.CreateEstimator(mlContext, options, result.Model.Labels, engine.Score).Fit(ScoreColumns.EmptyData(mlContext, options.FeatureColumnName));
    }

    /// <summary>The model.</summary>
    public ImageClassifier Model { get; }

    /// <summary>How the training went: pictures left out and why, left-out metrics, warnings, seconds.</summary>
    public TrainingReport Report { get; }

    /// <summary>Always true: a row's answer depends on that row only.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>The columns after this step.</summary>
    /// <param name="inputSchema">Columns before it.</param>
    /// <returns>The same with scores and predicted label.</returns>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _scorer.GetOutputSchema(inputSchema);

    /// <summary>Adds the columns; pictures are read when a row is.</summary>
    /// <param name="input">Data with the feature column.</param>
    /// <returns>The same with scores and predicted label.</returns>
    public IDataView Transform(IDataView input) => _scorer.Transform(input);

    /// <summary>A mapper for one row at a time, as a prediction engine uses it.</summary>
    /// <param name="inputSchema">Columns before this step.</param>
    /// <returns>The mapper.</returns>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _scorer.GetRowToRowMapper(inputSchema);

    /// <summary>Saves the model; <c>mlContext.Model.Save</c> calls it.</summary>
    /// <param name="ctx">Where to save to.</param>
    public void Save(ModelSaveContext ctx) => ((ICanSaveModel)ModelCarrier.Create(_mlContext, Model, _options)).Save(ctx);
}
