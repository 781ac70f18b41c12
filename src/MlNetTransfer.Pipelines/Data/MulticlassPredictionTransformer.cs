using System.Runtime.CompilerServices;
using MlNetTransfer.Pipelines.Persistence;
using MlNetTransfer.Pipelines.Views;
using MlNetTransfer.Pipelines.Vision;

namespace MlNetTransfer.Pipelines.Data;

/// <summary>Adds a classifier's answers to pictures: <c>Score</c> (probabilities, with the names of the classes) and <c>PredictedLabel</c> (a key).</summary>
/// <typeparam name="TModel">What was learnt.</typeparam>
/// <remarks>
/// Views are answered for in batches; a picture that cannot be used gets scores that are not numbers and a missing label, and the log says why. For a single row
/// (<see cref="PredictionEngine{TSrc, TDst}"/>) it is an exception.
/// </remarks>
public sealed class MulticlassPredictionTransformer<TModel> : RowTransformer, IDisposable
    where TModel : class
{
    internal const string KindName = "ImageClassification";

    private readonly PredictionColumns _columns;
    private readonly ImageClassifier _classifier;
    private readonly object _keyValues;
    private readonly MLContext _context;
    private readonly ConditionalWeakTable<DataViewRow, RowScorer> _scorers = [];

    internal MulticlassPredictionTransformer(TModel model, PredictionColumns columns, object keyValues, MLContext context)
    {
        Model = model;
        _columns = columns;
        _keyValues = keyValues;
        _context = context;
        _classifier = (model as ImageClassificationModelParameters)?.Classifier ?? throw new ArgumentException($"{typeof(TModel).Name} is no model of pictures.", nameof(model));
    }

    /// <summary>What was learnt.</summary>
    public TModel Model { get; }

    /// <summary>The column with pictures.</summary>
    public string FeatureColumnName => _columns.Feature;

    /// <summary>The column with the training label.</summary>
    public string LabelColumnName => _columns.Label;

    internal override string Kind => KindName;

    /// <inheritdoc/>
    public override IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RowMapping mapping = Bind(input.Schema);
        return new ScoredDataView(input, mapping, input.Schema[_columns.Feature], new PictureScorer(_classifier, _context));
    }

    /// <summary>Disposes the model.</summary>
    public void Dispose() => (Model as IDisposable)?.Dispose();

    internal static MulticlassPredictionTransformer<ImageClassificationModelParameters> Load(ChainPart part) => new(
        new ImageClassificationModelParameters(ImageClassifier.Load(part.Attachment("model")), report: null),
        new PredictionColumns(part.Text("feature"), part.Text("label"), part.Text("score"), part.Text("predictedLabel")),
        part.KeyValues("keyValues"),
        part.Context);

    internal override IReadOnlyList<AddedColumn> Map(DataViewSchema input)
    {
        DataViewSchema.Column features = Require(
            input, _columns.Feature, t => t is VectorDataViewType vector && vector.ItemType.RawType == typeof(byte), "the bytes of encoded pictures (Vector<Byte>); LoadRawImageBytes makes such columns");
        int count = _classifier.Labels.Count;
        VectorDataViewType names = new(TextDataViewType.Instance, count);
        DataViewSchema.Annotations keys = DataViewSchema.Annotations.Of(KeyAnnotation(DataViewSchema.Annotations.KeyValues));
        DataViewSchema.Annotations slots = DataViewSchema.Annotations.Of(
            (DataViewSchema.Annotations.SlotNames, names, KeyValueVectors.OfText(_classifier.Labels)), KeyAnnotation(DataViewSchema.Annotations.TrainingLabelValues));
        return
        [
            new AddedColumn(_columns.PredictedLabel, new KeyDataViewType(typeof(uint), (ulong)count))
            {
                Annotations = keys,
                Dependencies = [features.Index],
                CreateGetter = row =>
                {
                    RowScorer scorer = ScorerOf(row, features);
                    return (ValueGetter<uint>)((ref uint value) => value = scorer.Current.Key);
                },
            },
            new AddedColumn(_columns.Score, new VectorDataViewType(NumberDataViewType.Single, count))
            {
                Annotations = slots,
                Dependencies = [features.Index],
                CreateGetter = row =>
                {
                    RowScorer scorer = ScorerOf(row, features);
                    return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => value = scorer.Current.Scores);
                },
            },
        ];
    }

    internal override void Save(ChainWriter writer)
    {
        writer.WriteText("feature", _columns.Feature);
        writer.WriteText("label", _columns.Label);
        writer.WriteText("score", _columns.Score);
        writer.WriteText("predictedLabel", _columns.PredictedLabel);
        writer.WriteKeyValues("keyValues", _keyValues);
        writer.Attach("model", _classifier.Save);
    }

    private (string Kind, DataViewType Type, object Value) KeyAnnotation(string kind) => (kind, KeyValueVectors.TypeOf(_keyValues), _keyValues);

    private RowScorer ScorerOf(DataViewRow row, DataViewSchema.Column features) =>
        _scorers.GetValue(row, r => new RowScorer(r, features, new PictureScorer(_classifier, _context)));
}
