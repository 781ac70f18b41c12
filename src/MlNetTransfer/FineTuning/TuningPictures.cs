using MlNetTransfer.Datasets.Features;
using MlNetTransfer.Datasets.Streaming;
using MlNetTransfer.Preprocessing;

namespace MlNetTransfer.FineTuning;

/// <summary>The pictures of a fine-tuning, decoded once, with their labels; rows are those of the extracted features.</summary>
internal sealed record TuningPictures
{
    /// <summary>Features, labels and identities of the usable pictures.</summary>
    public required ExtractedFeatures Extracted { get; init; }

    /// <summary>The pictures.</summary>
    public required DecodedPictures Decoded { get; init; }

    /// <summary>What the network sees.</summary>
    public required ImagePreprocessing Preprocessing { get; init; }

    /// <summary>Whose answers are learnt beside the labels; null for the labels alone.</summary>
    public TuningTeacher? Teacher { get; init; }

    /// <summary>Pictures that the teacher alone judges; null for none.</summary>
    public UnlabelledPictures? Unlabelled { get; init; }

    /// <summary>Number of classes.</summary>
    public int ClassCount => Extracted.Listing.ClassNames.Count;

    /// <summary>Number of pictures without labels.</summary>
    public int UnlabelledCount => Unlabelled?.Items.Count ?? 0;

    /// <summary>Number of pictures with labels.</summary>
    public int Count => Extracted.Labels.Count;
}
