using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training;

namespace MlNetTransfer.FineTuning;

/// <summary>Heads with hidden layers, at their start: random hidden layers, and a last layer in closed form on what they make of the features.</summary>
/// <remarks>Training so never starts from a random last layer, whose gradients would wreck the features below.</remarks>
internal static class HiddenHead
{
    // Tells these draws from the others of the same seed.
    private const long Stream = 0x4D4C50;

    /// <summary>Fits a head and puts it on the backbone.</summary>
    /// <param name="input">Pictures, backbone, how heads are fitted.</param>
    /// <param name="rows">Pictures to learn from.</param>
    /// <param name="options">Widths, dropout, seed.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static TuningNetwork Attach(FineTuningInput input, IReadOnlyList<int> rows, FineTuningOptions options, CancellationToken cancellationToken)
    {
        FeatureMatrix values = PartHead.Features(input.Pictures, rows);
        List<HiddenLayer> layers = [];
        foreach (int width in options.Hidden)
        {
            layers.Add(HiddenLayer.Draw(width, values, SeededRandom.Derive(options.Seed, Stream, layers.Count)));
            values = HiddenNodes.Run(layers[^1], values, input.ThreadCount, cancellationToken);
        }

        HeadOptions head = input.Head with { Kind = input.FullHead.Kind, AllowEmptyClasses = true };
        int[] labels = [.. rows.Select(row => input.Pictures.Extracted.Labels[row])];
        TrainedHead last = HeadTrainer.Fit(values, labels, input.Pictures.ClassCount, head, progress: null, cancellationToken);
        return input.Attach(last, layers) with { Hidden = [.. options.Hidden], Dropout = options.Dropout };
    }
}
