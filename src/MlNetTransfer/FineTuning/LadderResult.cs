
namespace MlNetTransfer.FineTuning;

/// <summary>Where a climb ended.</summary>
/// <param name="Network">The network of all pictures; null where the frozen head is best.</param>
/// <param name="Tuned">The last training on all pictures; null where there was none.</param>
/// <param name="Scores">Left-out scores of the best model.</param>
/// <param name="Temperature">What the network's scores are to be divided by.</param>
/// <param name="Rungs">What was tried.</param>
/// <param name="Notes">What the budget allowed, and the like.</param>
internal sealed record LadderResult(
    TuningNetwork? Network, TunedNetwork? Tuned, PooledScores Scores, double Temperature, IReadOnlyList<RungReport> Rungs, IReadOnlyList<string> Notes);
