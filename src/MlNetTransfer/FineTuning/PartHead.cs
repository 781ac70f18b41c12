using MlNetTransfer.Tensors;
using MlNetTransfer.Training;

namespace MlNetTransfer.FineTuning;

/// <summary>Closed-form heads of some of the pictures, so that the others can judge.</summary>
internal static class PartHead
{
    /// <summary>Fits a head of the full head's kind.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="rows">Those to learn from.</param>
    /// <param name="options">How heads are fitted, with the kind that was chosen for all pictures.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static TrainedHead Fit(TuningPictures pictures, IReadOnlyList<int> rows, HeadOptions options, CancellationToken cancellationToken)
    {
        FeatureMatrix features = Features(pictures, rows);
        int[] labels = [.. rows.Select(row => pictures.Extracted.Labels[row])];
        return HeadTrainer.Fit(features, labels, pictures.ClassCount, options with { AllowEmptyClasses = true }, progress: null, cancellationToken);
    }

    /// <summary>Features of some of the pictures, [rows, F].</summary>
    public static FeatureMatrix Features(TuningPictures pictures, IReadOnlyList<int> rows) => pictures.Extracted.Features.Rows(rows);
}
