using MlNetTransfer.Runtime;
using MlNetTransfer.Training.Losses;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Training.Loop;

/// <summary>Tries rising learning rates, one step each, and puts everything back as it was.</summary>
/// <remarks>
/// A few batches are gone through again and again. Each is first run without a step; what it costs more or less than that later is due to the steps, not to the batch.
/// The result is a function of start, options and pictures alone, as that of <see cref="GradientTrainer"/>.
/// </remarks>
internal sealed class LearningRateFinder
{
    private readonly GradientTrainingSetup _setup;
    private readonly GradientTrainingOptions _training;
    private readonly LearningRateSweepOptions _sweep;
    private readonly BatchLoss _loss;
    private readonly BatchOrder _order;
    private readonly int[][] _batches;

    /// <param name="setup">The model, its pictures; checkpoints and validation are not used.</param>
    /// <param name="training">Optimiser, loss, batch size, seed; the rate, the schedule and the epochs are not used.</param>
    /// <param name="sweep">The rates.</param>
    public LearningRateFinder(GradientTrainingSetup setup, GradientTrainingOptions training, LearningRateSweepOptions sweep)
    {
        training.Validate();
        _setup = setup;
        _training = training;
        _sweep = sweep;
        _loss = new BatchLoss(training.Loss, setup.ClassWeights);
        _order = new BatchOrder(setup.Pictures.Count, training.BatchSize, training.Seed);
        _batches = [.. _order.Batches(0).Take(sweep.BatchCount)];
    }

    /// <summary>Paired losses of the steps: as many as there were before the loss left all bounds, that one included.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the model is as it was.</exception>
    public float[] Run(CancellationToken cancellationToken)
    {
        float[][] values = [.. Moving.Select(p => p.Values.ToArray())];
        try
        {
            double[] bases = new double[_batches.Length];
            ForEachBatch(
                _batches.Length,
                (step, batch) =>
                {
                    bases[step] = Accumulate(step, batch);
                    return true;
                },
                cancellationToken);
            Restore(values);
            return Sweep(bases, cancellationToken);
        }
        finally
        {
            Restore(values);
            _setup.Model.ClearGradients();
        }
    }

    private IEnumerable<Execution.NetworkParameter> Moving => _setup.Model.Parameters.Concat(_setup.Model.Statistics);

    private float[] Sweep(double[] bases, CancellationToken cancellationToken)
    {
        Optimizer optimizer = new(_training.Optimizer, _setup.Parameters, _setup.Team);
        List<float> losses = [];
        double mean = bases.Average();
        double? smoothed = null;
        double lowest = double.PositiveInfinity;
        ForEachBatch(_sweep.StepCount, Try, cancellationToken);
        return [.. losses];

        bool Try(int step, TrainingBatch batch)
        {
            double loss = Accumulate(step, batch);
            double norm = optimizer.GradientNorm();
            losses.Add(double.IsFinite(norm) ? (float)(loss - bases[step % bases.Length] + mean) : float.NaN);
            smoothed = LearningRateSweep.Smooth(smoothed, losses[^1]);
            lowest = Math.Min(lowest, smoothed.Value);
            if (LearningRateSweep.IsBeyond(smoothed.Value, lowest, losses[0]))
            {
                return false;
            }

            _setup.Log?.Invoke(new TrainingEvent(
                "step", step + 1, [new("loss", losses[^1]), new("learningRate", _sweep.RateAt(step)), new("gradientNorm", norm), new("pictures", batch.Count), new("steps", _sweep.StepCount)]));
            optimizer.Step(_sweep.RateAt(step), norm);
            _setup.Model.ParametersChanged();
            return true;
        }
    }

    private double Accumulate(int step, TrainingBatch batch)
    {
        _setup.Model.ClearGradients();
        _loss.Start(batch);
        return _setup.Model.Accumulate(batch, _order.KeyOf(step % _batches.Length), _loss.Evaluate);
    }

    private void ForEachBatch(int stepCount, Func<int, TrainingBatch, bool> action, CancellationToken cancellationToken)
    {
        OrderedPrefetchOptions prefetch = new() { WorkerCount = _setup.Team.WorkerCount, WindowSize = GradientTrainer.LookAhead };
        int step = 0;
        foreach (TrainingBatch batch in OrderedPrefetch.Run(
            stepCount, prefetch, (index, _) => _setup.Pictures.Read(0, index % _batches.Length, _batches[index % _batches.Length], CancellationToken.None), CancellationToken.None))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!action(step++, _setup.Teach is { } teach ? teach(batch) : batch))
            {
                return;
            }
        }
    }

    private void Restore(float[][] values)
    {
        foreach ((Execution.NetworkParameter parameter, float[] before) in Moving.Zip(values))
        {
            before.CopyTo(parameter.Values);
        }

        _setup.Model.ParametersChanged();
    }
}
