namespace MlNetTransfer.Training.Loop;

/// <summary>Something that a run log keeps: named numbers at a step.</summary>
/// <param name="Name">"step", "epoch", or what else the giver of the event does, such as "rung".</param>
/// <param name="Step">Steps made so far.</param>
/// <param name="Values">The numbers.</param>
public sealed record TrainingEvent(string Name, long Step, IReadOnlyList<KeyValuePair<string, double>> Values);
