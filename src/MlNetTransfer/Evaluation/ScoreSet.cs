namespace MlNetTransfer.Evaluation;

/// <summary>Scores of samples whose classes are known: what a temperature is fitted on.</summary>
/// <remarks><b>Shape</b>: <see cref="Scores"/> is [samples, classes], row-major. The memory is viewed, not copied.</remarks>
public sealed record ScoreSet
{
    /// <summary>Scores; a larger one speaks for its class.</summary>
    public required ReadOnlyMemory<double> Scores { get; init; }

    /// <summary>Class of each sample, 0 to <see cref="ClassCount"/> - 1.</summary>
    public required ReadOnlyMemory<int> Labels { get; init; }

    /// <summary>Number of classes.</summary>
    public required int ClassCount { get; init; }

    /// <summary>Weight of each class's samples.</summary>
    /// <value>The default value is null: every sample counts once.</value>
    public IReadOnlyList<double>? ClassWeights { get; init; }
}
