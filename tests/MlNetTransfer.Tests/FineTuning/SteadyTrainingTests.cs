using MlNetTransfer.FineTuning;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.Tests.FineTuning;

public sealed class SteadyTrainingTests
{
    private static readonly TuningRecipe Recipe = new() { Freeze = FreezeOptions.Parse("all"), Training = new GradientTrainingOptions { Seed = 7 } };

    [Fact]
    public void A_training_that_stays_in_bounds_runs_once()
    {
        List<string> notes = [];
        Assert.Equal(("all", 7L), SteadyTraining.Run("all", Recipe, notes, (name, recipe) => (name, recipe.Training.Seed)));
        Assert.Empty(notes);
    }

    [Fact]
    public void Another_seed_takes_the_place_of_one_whose_loss_left_all_bounds()
    {
        List<string> notes = [];
        List<long> seeds = [];
        string kept = SteadyTraining.Run("all", Recipe, notes, (name, recipe) =>
        {
            seeds.Add(recipe.Training.Seed);
            return seeds.Count < SteadyTraining.MostSeeds ? throw new TrainingDivergedException("at step 3") : name;
        });
        Assert.Equal("all, seed 3", kept);
        Assert.Equal(7, seeds[0]);
        Assert.Distinct(seeds);
        Assert.Equal(["all is tried again with another seed: at step 3", "all, seed 2 is tried again with another seed: at step 3"], notes);
    }

    [Fact]
    public void After_the_last_seed_the_divergence_is_told()
    {
        int trained = 0;
        Assert.Throws<TrainingDivergedException>(() => SteadyTraining.Run<int>("all", Recipe, [], (_, _) =>
        {
            trained++;
            throw new TrainingDivergedException("at step 3");
        }));
        Assert.Equal(SteadyTraining.MostSeeds, trained);
    }
}
