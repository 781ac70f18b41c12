using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;
using MlNetTransfer.Training.Losses;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.FineTuning;

/// <summary>What is done where the user leaves it open, from the number of pictures alone.</summary>
internal static class Recipes
{
    private const double ReferenceCount = 1000;
    private const double ReferenceEpochs = 6;
    private const double MixUpAlpha = 0.2;
    private const int FewestEpochs = 3;
    private const int MostEpochs = 30;

    /// <summary>One transform of random strength a picture; beside the other presets, no worse on any set tried and far better on new photographs of cracks.</summary>
    public static AugmentationOptions DefaultAugmentation => AugmentationOptions.Trivial;

    /// <summary>A recipe for a freeze plan.</summary>
    public static TuningRecipe For(FreezeOptions freeze, FineTuningOptions options, int pictureCount, IReadOnlyList<string> classNames)
    {
        GradientTrainingOptions own = new()
        {
            Epochs = Epochs(pictureCount),
            AverageDecay = 0.99,
            Optimizer = new OptimizerOptions { LearningRate = RateOf(freeze.Mode), WeightDecay = 0.01 },
        };
        GradientTrainingOptions training = options.Training ?? options.Change?.Invoke(own) ?? own;
        return new TuningRecipe
        {
            Freeze = freeze,
            Training = training with { Seed = options.Seed, Loss = Taught(training.Loss, options.Teacher) },
            Augmentation = options.Augmentation ?? Safe(DefaultAugmentation, classNames),
            Mixing = options.Mixing ?? (freeze.Mode is FreezeMode.Head or FreezeMode.NormAndBias ? null : new PixelMixingOptions { MixUpAlpha = MixUpAlpha }),
            DepthDecay = options.DepthDecay,
            BatchNormalization = options.BatchNormalization,
        };
    }

    private static LossOptions Taught(LossOptions loss, TeacherOptions? teacher) => teacher is null
        ? loss
        : loss with { DistillationShare = teacher.Weight, DistillationTemperature = teacher.Temperature, FeatureMatching = teacher.FeatureWeight };

    /// <summary>The ladder's rungs for a network of some blocks.</summary>
    public static IReadOnlyList<Rung> Ladder(FineTuningOptions options, int blockCount, int pictureCount, IReadOnlyList<string> classNames)
    {
        FreezeOptions last = new() { Mode = FreezeMode.LastBlocks, LastBlocks = Math.Max(1, (blockCount + 2) / 4) };
        FreezeOptions[] plans = [new FreezeOptions { Mode = FreezeMode.NormAndBias }, last, new FreezeOptions { Mode = FreezeMode.All }];
        IEnumerable<Rung> rungs = plans.Select(plan => new Rung(plan.ToString(), For(plan, options, pictureCount, classNames)));
        return options.Hidden.Count == 0 ? [.. rungs] : [Hidden(options, pictureCount, classNames), .. rungs];
    }

    /// <summary>The head with hidden layers on the frozen backbone, whose features no teacher can move.</summary>
    private static Rung Hidden(FineTuningOptions options, int pictureCount, IReadOnlyList<string> classNames)
    {
        FineTuningOptions own = options with { Teacher = options.Teacher is { } teacher ? teacher with { FeatureWeight = 0 } : null };
        TuningRecipe recipe = For(new FreezeOptions { Mode = FreezeMode.Head }, own, pictureCount, classNames);
        return new Rung("hidden " + string.Join(',', options.Hidden), recipe) { ReplacesHead = true };
    }

    /// <summary>As many steps as do the work, which few pictures need as well as many.</summary>
    private static int Epochs(int pictureCount) =>
        Math.Clamp((int)Math.Round(ReferenceEpochs * ReferenceCount / pictureCount), FewestEpochs, MostEpochs);

    private static double RateOf(FreezeMode mode) => mode == FreezeMode.NormAndBias ? 1e-3 : 2e-4;

    /// <summary>Without mirror images where class names say that they would change the class.</summary>
    private static AugmentationOptions Safe(AugmentationOptions options, IReadOnlyList<string> classNames) =>
        FlipSafety.FindConcerns(options, classNames).Count == 0 ? options : options with { HorizontalFlip = 0, VerticalFlip = 0 };
}
