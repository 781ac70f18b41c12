namespace MlNetTransfer.FineTuning;

/// <summary>One step of the ladder.</summary>
/// <param name="Name">For reports: what moves.</param>
/// <param name="Recipe">How it is trained.</param>
public sealed record Rung(string Name, TuningRecipe Recipe)
{
    /// <summary>Whether it starts from a head with hidden layers instead of the weights of the rung before.</summary>
    /// <value>The default value is false.</value>
    public bool ReplacesHead { get; init; }
}
