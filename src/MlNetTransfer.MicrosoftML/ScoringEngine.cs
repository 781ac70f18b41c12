using MlNetTransfer.MicrosoftML.Carrier;

namespace MlNetTransfer.MicrosoftML;

/// <summary>Answers one row with a model; the same code before and after saving.</summary>
internal sealed class ScoringEngine(ImageClassifier model)
{
    private readonly Lazy<PredictionEngine> _engine = new(() => model.CreatePredictionEngine(new PredictionOptions { TopCount = 1 }));

    /// <summary>The model.</summary>
    public ImageClassifier Model => model;

    /// <summary>Probabilities of a picture.</summary>
    /// <exception cref="Imaging.InvalidImageException">The picture cannot be used; the message says why.</exception>
    public ImagePrediction Predict(PictureRow row) => _engine.Value.Predict(row.Picture.IsDense ? row.Picture.GetValues() : [.. row.Picture.DenseValues()]);

    /// <summary>The mapping of the columns in memory. The key is written from 0; ML.NET counts the values of a key from 1 itself.</summary>
    public void Score(PictureRow row, ScoreRow result)
    {
        ImagePrediction prediction = Predict(row);
        result.Score = [.. prediction.Probabilities];
        result.PredictedLabel = (uint)IndexOfLargest(prediction.Probabilities);
    }

    /// <summary>The first of the largest.</summary>
    public static int IndexOfLargest(IReadOnlyList<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Count; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }
}
