namespace MlNetTransfer;

/// <summary>One class of an answer.</summary>
/// <param name="Label">The class's name.</param>
/// <param name="Index">The class's index in the model's labels.</param>
/// <param name="Probability">0 to 1; all classes of one picture sum to 1.</param>
public readonly record struct ClassProbability(string Label, int Index, float Probability);
