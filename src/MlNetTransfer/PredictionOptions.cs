using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing.Augmentation;

namespace MlNetTransfer;

/// <summary>How a <see cref="PredictionEngine"/> reads pictures and answers.</summary>
public sealed record PredictionOptions
{
    /// <summary>Number of classes in <see cref="ImagePrediction.Top"/>; 0 for all.</summary>
    /// <value>The default value is 3.</value>
    public int TopCount { get; init; } = 3;

    /// <summary>Whether damaged pictures are answered for as far as they could be decoded, with a warning, instead of being refused.</summary>
    /// <value>The default value is false.</value>
    public bool AcceptDamaged { get; init; }

    /// <summary>Limits for decoding; the inverse transform is the model's.</summary>
    /// <value>The default value is <see cref="DecodeOptions.Default"/>.</value>
    public DecodeOptions Decode { get; init; } = DecodeOptions.Default;

    /// <summary>Views of each picture whose probabilities are averaged: several times the work for answers that lean less on how a picture happens to lie.</summary>
    /// <remarks>See <see cref="PredictionEngine.Warnings"/> for classes that a mirror image may change.</remarks>
    /// <value>The default value is <see cref="TestTimeAugmentation.None"/>: the plain picture alone.</value>
    public TestTimeAugmentation TestTimeAugmentation { get; init; }

    /// <summary>Number of threads; 0 for all processors. Never changes an answer.</summary>
    /// <value>The default value is 0.</value>
    public int ThreadCount { get; init; }

    /// <summary>Number of pictures that are run at once in batches. Never changes an answer.</summary>
    /// <value>The default value is 16.</value>
    public int BatchSize { get; init; } = 16;
}
