namespace MlNetTransfer.FineTuning;

/// <summary>One step of the ladder.</summary>
/// <param name="Name">For reports: what moves.</param>
/// <param name="Recipe">How it is trained.</param>
public sealed record Rung(string Name, TuningRecipe Recipe);
