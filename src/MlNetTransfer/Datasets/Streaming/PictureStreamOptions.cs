using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Preprocessing.Augmentation;

namespace MlNetTransfer.Datasets.Streaming;

/// <summary>How pictures are read, and when too many of them fail.</summary>
public sealed record PictureStreamOptions
{
    /// <summary>What the network wants to see.</summary>
    public required ImagePreprocessing Preprocessing { get; init; }

    /// <summary>Number of pictures given to the network at once. Never changes the answer.</summary>
    /// <value>The default value is 16.</value>
    public int BatchSize { get; init; } = 16;

    /// <summary>Number of threads that read and decode; 0 for all processors. Never changes the answer.</summary>
    /// <value>The default value is 0.</value>
    public int WorkerCount { get; init; }

    /// <summary>Limits for decoding; the inverse transform is the preprocessing's.</summary>
    /// <value>The default value is <see cref="DecodeOptions.Default"/>.</value>
    public DecodeOptions Decode { get; init; } = DecodeOptions.Default;

    /// <summary>Whether damaged pictures are used as far as they could be decoded, instead of being skipped.</summary>
    /// <value>The default value is false.</value>
    public bool AcceptDamaged { get; init; }

    /// <summary>Largest fraction of the found pictures that may be skipped.</summary>
    /// <value>0 to 1. The default value is 0.1.</value>
    public double MaxSkippedFraction { get; init; } = 0.1;

    /// <summary>Number of skipped pictures in a row at which the pass gives up; 0 for no limit.</summary>
    /// <value>The default value is 20.</value>
    public int MaxConsecutiveSkips { get; init; } = 20;

    /// <summary>Views of each picture; a batch then has several pictures of pixels for each picture.</summary>
    internal TestTimeAugmentation Views { get; init; }

    /// <summary>Throws when a value is out of range.</summary>
    /// <exception cref="ArgumentException">Names every option that is out of range.</exception>
    internal void Validate()
    {
        List<string> problems = [];
        if (Preprocessing.Width <= 0 || Preprocessing.Height <= 0)
        {
            problems.Add(FormattableString.Invariant($"Preprocessing is {Preprocessing.Width}x{Preprocessing.Height}, both must be 1 or more"));
        }

        if (BatchSize <= 0)
        {
            problems.Add(FormattableString.Invariant($"BatchSize is {BatchSize}, must be 1 or more"));
        }

        if (!(MaxSkippedFraction is >= 0 and <= 1))
        {
            problems.Add(FormattableString.Invariant($"MaxSkippedFraction is {MaxSkippedFraction}, must be 0 to 1"));
        }

        if (WorkerCount < 0 || MaxConsecutiveSkips < 0)
        {
            problems.Add("WorkerCount and MaxConsecutiveSkips must be 0 or more");
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", problems) + ".");
        }
    }
}
