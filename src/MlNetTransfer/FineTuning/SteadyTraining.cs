using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.FineTuning;

/// <summary>A training on all pictures by a recipe that the folds found good: where its loss leaves all bounds, chance was against it, and other seeds are tried.</summary>
internal static class SteadyTraining
{
    /// <summary>Seeds that are tried.</summary>
    public const int MostSeeds = 3;

    // Tells these seeds from others of the same seed.
    private const long Stream = 0x53544459;

    /// <summary>Trains.</summary>
    /// <param name="name">Name of the training; further ones add their number.</param>
    /// <param name="recipe">The recipe, with the first seed.</param>
    /// <param name="notes">Told of each training that diverged.</param>
    /// <param name="train">Trains by a name and a recipe.</param>
    /// <exception cref="TrainingDivergedException">The last seed's loss left all bounds as well.</exception>
    public static T Run<T>(string name, TuningRecipe recipe, List<string> notes, Func<string, TuningRecipe, T> train)
    {
        for (int attempt = 1; ; attempt++)
        {
            string tried = attempt == 1 ? name : FormattableString.Invariant($"{name}, seed {attempt}");
            try
            {
                return train(tried, attempt == 1 ? recipe : recipe.WithSeedOf(Stream, attempt));
            }
            catch (TrainingDivergedException diverged) when (attempt < MostSeeds)
            {
                notes.Add(tried + " is tried again with another seed: " + diverged.Message);
            }
        }
    }
}
