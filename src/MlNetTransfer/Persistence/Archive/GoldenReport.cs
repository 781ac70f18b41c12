namespace MlNetTransfer.Persistence.Archive;

/// <summary>How this machine's answers compare with the golden ones.</summary>
public sealed record GoldenReport
{
    /// <summary>Number of inputs.</summary>
    public required int CaseCount { get; init; }

    /// <summary>Whether this machine is like the one the answers were computed on, so that they must be equal to the bit.</summary>
    public required bool IsSameMachine { get; init; }

    /// <summary>Whether all answers are equal to the bit.</summary>
    public required bool IsExact { get; init; }

    /// <summary>What is allowed on another machine.</summary>
    public required double Tolerance { get; init; }

    /// <summary>Largest difference of features, relative to the largest absolute value of the golden ones.</summary>
    public required double LargestFeatureDifference { get; init; }

    /// <summary>Largest difference of probabilities.</summary>
    public required double LargestProbabilityDifference { get; init; }

    /// <summary>Whether the model answers here as it did where it was made; true without inputs.</summary>
    public bool IsPassed =>
        IsExact || (!IsSameMachine && LargestFeatureDifference <= Tolerance && LargestProbabilityDifference <= Tolerance);
}
