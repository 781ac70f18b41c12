using MlNetTransfer.FineTuning;
using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.Tests.FineTuning;

/// <summary>What docs/fine-tuning.md states as defaults.</summary>
public sealed class RecipesTests
{
    private static readonly string[] Plain = ["cat", "dog"];

    // 6 sqrt(1000 / pictures), 3 to 30, worked out by hand.
    [Theory]
    [InlineData(1, 30)]
    [InlineData(100, 30)]
    [InlineData(250, 24)]
    [InlineData(304, 20)]
    [InlineData(500, 12)]
    [InlineData(1000, 6)]
    [InlineData(2000, 3)]
    [InlineData(4000, 3)]
    [InlineData(1_000_000, 3)]
    public void Few_pictures_are_seen_more_often_for_about_as_many_steps(int pictures, int epochs) =>
        Assert.Equal(epochs, Recipes.For(new FreezeOptions(), new FineTuningOptions(), pictures, Plain).Training.Epochs);

    [Theory]
    [InlineData("norm-and-bias", 1e-3, 0)]
    [InlineData("head", 2e-4, 0)]
    [InlineData("last-2", 2e-4, 0.2)]
    [InlineData("block1", 2e-4, 0.2)]
    [InlineData("all", 2e-4, 0.2)]
    public void Rate_and_mixing_follow_from_what_moves(string freeze, double rate, double mixUp)
    {
        TuningRecipe recipe = Recipes.For(FreezeOptions.Parse(freeze), new FineTuningOptions { Seed = 7 }, 100, Plain);
        Assert.Equal(rate, recipe.Training.Optimizer.LearningRate);
        Assert.Equal(mixUp, recipe.Mixing?.MixUpAlpha ?? 0);
        Assert.Equal(7, recipe.Training.Seed);
        Assert.Equal(AugmentationOptions.Trivial, recipe.Augmentation);
    }

    [Fact]
    public void Mirror_images_are_left_out_where_class_names_speak_against_them_and_nothing_that_was_asked_for()
    {
        string[] arrows = ["arrow_left", "arrow_right"];
        AugmentationOptions safe = Recipes.For(new FreezeOptions(), new FineTuningOptions(), 100, arrows).Augmentation;
        Assert.Equal(AugmentationOptions.Trivial with { HorizontalFlip = 0, VerticalFlip = 0 }, safe);
        Assert.Equal(AugmentationOptions.Heavy, Recipes.For(new FreezeOptions(), new FineTuningOptions { Augmentation = AugmentationOptions.Heavy }, 100, arrows).Augmentation);
    }

    [Fact]
    public void Options_of_the_caller_come_before_the_recipe_and_changes_after_it()
    {
        GradientTrainingOptions given = new() { Epochs = 17 };
        Assert.Equal(17, Recipes.For(new FreezeOptions(), new FineTuningOptions { Training = given, Change = t => t with { Epochs = 99 } }, 100, Plain).Training.Epochs);
        Assert.Equal(13, Recipes.For(new FreezeOptions(), new FineTuningOptions { Change = t => t with { Epochs = t.Epochs + 1 } }, 500, Plain).Training.Epochs);
    }

    [Theory]
    [InlineData(1, "last-1")]
    [InlineData(5, "last-1")]
    [InlineData(6, "last-2")]
    [InlineData(9, "last-2")]
    [InlineData(19, "last-5")]
    public void The_ladder_has_three_rungs_with_a_quarter_of_the_blocks_in_the_middle(int blocks, string middle) =>
        Assert.Equal(["norm-and-bias", middle, "all"], Recipes.Ladder(new FineTuningOptions(), blocks, 100, Plain).Select(r => r.Name));
}
