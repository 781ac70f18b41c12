namespace MlNetTransfer;

/// <summary>A model's answer for one picture.</summary>
public sealed record ImagePrediction
{
    /// <summary>The most probable class.</summary>
    public string Label => Top[0].Label;

    /// <summary>Probability of <see cref="Label"/>, 0 to 1.</summary>
    public float Probability => Top[0].Probability;

    /// <summary>The most probable classes, best first; equal probabilities keep the order of the labels.</summary>
    public required IReadOnlyList<ClassProbability> Top { get; init; }

    /// <summary>Probability of every class, in the order of the model's labels.</summary>
    public required IReadOnlyList<float> Probabilities { get; init; }

    /// <summary>What was odd about the picture; null when all was well. A damaged picture is answered for only where that was asked for.</summary>
    public string? Warning { get; init; }
}
