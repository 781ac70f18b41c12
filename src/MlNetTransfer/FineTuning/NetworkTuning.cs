using MlNetTransfer.Execution;
using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.FineTuning;

/// <summary>Trains a network by a recipe: freeze plan, compilation, loop, proof.</summary>
internal static class NetworkTuning
{
    /// <summary>Trains; the given network is not changed.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the task's checkpoint was written.</exception>
    /// <exception cref="TrainingDivergedException">The loss left all bounds.</exception>
    /// <exception cref="InvalidOperationException">Something frozen moved, which must not happen.</exception>
    public static TunedNetwork Train(TuningNetwork start, TuningRecipe recipe, TuningTask task, CancellationToken cancellationToken)
    {
        FreezePlan plan = FreezePlan.Create(start.Graph, start.Feature, recipe.Freeze, start.Compilation);
        TrainableNetwork network = start.ToTrainable(plan.Trainable, recipe);
        GradientTrainingSetup setup = Setup(network, plan, recipe, task) with
        {
            Validate = task.ValidationRows.Count == 0 ? null : cancel => Validate(network, task, cancel),
            Checkpoints = task.Checkpoints,
            Identity = task.Name + " " + ConstantsHash.Of(start.Graph),
        };
        GradientTrainingResult result = new GradientTrainer(setup, recipe.Training).Run(cancellationToken);
        TuningNetwork tuned = start with { Graph = start.Graph with { Constants = network.ToGraph().Constants } };
        return TunedNetwork.Of(task.Name, start.Graph, tuned, (plan, [.. network.Statistics.Select(s => s.Name)]), result);
    }

    /// <summary>Tries learning rates by a recipe that is otherwise as it will train; the given network is not changed.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static float[] TryRates(TuningNetwork start, TuningRecipe recipe, TuningTask task, LearningRateSweepOptions options, CancellationToken cancellationToken)
    {
        FreezePlan plan = FreezePlan.Create(start.Graph, start.Feature, recipe.Freeze, start.Compilation);
        TrainableNetwork network = start.ToTrainable(plan.Trainable, recipe);
        return new LearningRateFinder(Setup(network, plan, recipe, task), recipe.Training, options).Run(cancellationToken);
    }

    /// <summary>Pictures a second that a recipe's training does on this machine: a few steps on real pictures, nothing kept.</summary>
    public static double MeasureRate(TuningNetwork start, TuningRecipe recipe, TuningTask task, CancellationToken cancellationToken)
    {
        const int Steps = 3;
        TuningRecipe few = recipe with { Training = recipe.Training with { Epochs = 1, AverageDecay = 0 } };
        int count = Math.Min(task.Rows.Count, Steps * recipe.Training.BatchSize);
        TuningTask some = task with { Pictures = task.Pictures with { Unlabelled = null }, Rows = [.. task.Rows.Take(count)], ValidationRows = [], Checkpoints = null, Log = null };
        Train(start, few, some, cancellationToken);
        return Train(start, few, some, cancellationToken).Training.ImagesPerSecond;
    }

    private static GradientTrainingSetup Setup(TrainableNetwork network, FreezePlan plan, TuningRecipe recipe, TuningTask task) => new()
    {
        Model = new NetworkModel(network),
        Parameters = [.. network.Parameters.Select(p => Tuned(p, plan, recipe))],
        Pictures = new TrainingViews(task.Pictures, task.Rows, recipe),
        Teach = task.Pictures.Teacher is { } teacher ? teacher.Teach : null,
        ClassWeights = task.ClassWeights,
        Team = task.Team,
        Log = task.Log,
    };

    private static TunedParameter Tuned(NetworkParameter parameter, FreezePlan plan, TuningRecipe recipe)
    {
        int depth = plan.Blocks[plan.BlockOf[parameter.Name]].Depth;
        double factor = depth == 0 ? 1 : recipe.BackboneRate * Math.Pow(recipe.DepthDecay, depth);
        return new TunedParameter(parameter, factor, parameter.Kind == ParameterKind.Weight, depth > 0);
    }

    private static (double Loss, double Accuracy) Validate(TrainableNetwork network, TuningTask task, CancellationToken cancellationToken)
    {
        TuningPictures judged = task.Judged ?? task.Pictures;
        FeatureMatrix scores = ScoredRows.Of(network.Run, judged, task.ValidationRows, cancellationToken);
        return ScoredRows.Judge(scores, [.. task.ValidationRows.Select(row => judged.Extracted.Labels[row])]);
    }
}
