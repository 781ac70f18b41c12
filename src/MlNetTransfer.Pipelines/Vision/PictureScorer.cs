using MlNetTransfer.Datasets;
using MlNetTransfer.Imaging;
using MlNetTransfer.Pipelines.Runtime;

namespace MlNetTransfer.Pipelines.Vision;

/// <summary>Asks a classifier for answers.</summary>
internal sealed class PictureScorer(ImageClassifier classifier, MLContext context)
{
    private readonly MlNetTransfer.PredictionEngine _engine = classifier.CreatePredictionEngine();

    /// <summary>One picture.</summary>
    /// <exception cref="InvalidImageException">It cannot be used.</exception>
    public ScoredPicture One(PictureItem picture)
    {
        if (picture.Content is { IsEmpty: true })
        {
            throw new InvalidImageException($"{picture.RelativePath}: there is no picture: its bytes are missing or empty.") { Reason = DecodeReason.Empty };
        }

        return ScoredPicture.Of(picture.Content is { } content
            ? _engine.Predict(content.Span, context.CancellationToken)
            : _engine.Predict(picture.RelativePath, context.CancellationToken));
    }

    /// <summary>Many pictures; those that cannot be used have no scores, and the log says why.</summary>
    public IReadOnlyList<ScoredPicture> Many(IReadOnlyList<PictureItem> pictures)
    {
        IReadOnlyList<FilePrediction> answers = _engine.Predict(new PictureListing(Directory.GetCurrentDirectory(), ["?"], pictures), context.CancellationToken);
        foreach (FilePrediction answer in answers.Where(a => a.Prediction is null))
        {
            context.Tell("ImageClassification", ChannelMessageKind.Warning, $"{answer.Path}: {answer.Error} (no answer)");
        }

        return [.. answers.Select(a => a.Prediction is { } prediction ? ScoredPicture.Of(prediction) : ScoredPicture.None(classifier.Labels.Count))];
    }
}
