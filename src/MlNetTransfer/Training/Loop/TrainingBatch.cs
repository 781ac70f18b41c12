using MlNetTransfer.Tensors;

namespace MlNetTransfer.Training.Loop;

/// <summary>One batch to learn from: what the network sees and what it should say.</summary>
public sealed record TrainingBatch
{
    /// <summary>Number of pictures.</summary>
    public required int Count { get; init; }

    /// <summary>The pictures, where the network takes pixels.</summary>
    public PixelBatch? Pixels { get; init; }

    /// <summary>The network's input as floats, where it takes floats.</summary>
    public ReadOnlyMemory<float> Values { get; init; }

    /// <summary>Share of each class, [Count, classes]; rows sum to 1. One class for plain labels, several where pictures are mixed.</summary>
    public required ReadOnlyMemory<float> Targets { get; init; }

    /// <summary>How much of each picture has a label, [Count], 0 to 1; empty for all of every picture. Targets of a picture without any do not matter.</summary>
    public ReadOnlyMemory<float> LabelShares { get; init; }

    /// <summary>The same views as a teacher sees them, where it does not see <see cref="Pixels"/>.</summary>
    public PixelBatch? TeacherPixels { get; init; }

    /// <summary>A teacher's scores, [Count, classes]; empty without a teacher.</summary>
    public ReadOnlyMemory<float> TeacherScores { get; init; }

    /// <summary>A teacher's features, [Count, features]; empty where none are matched.</summary>
    public ReadOnlyMemory<float> TeacherFeatures { get; init; }
}
