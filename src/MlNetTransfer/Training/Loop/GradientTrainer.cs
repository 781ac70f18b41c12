using System.Diagnostics;
using MlNetTransfer.Runtime;
using MlNetTransfer.Training.Losses;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Training.Loop;

/// <summary>The training loop: epochs of steps, validation, early stopping, checkpoints.</summary>
/// <remarks>
/// The result is a function of start, options and pictures alone: order, augmentation and dropout follow from the seed and the position, sums do not depend on
/// threads, and a resumed run continues to the bit.
/// </remarks>
internal sealed class GradientTrainer
{
    /// <summary>Batches that are made ahead of their use.</summary>
    internal const int LookAhead = 3;

    private readonly GradientTrainingSetup _setup;
    private readonly GradientTrainingOptions _options;
    private readonly TrainingState _state;
    private readonly BatchLoss _loss;
    private readonly LearningRateSchedule _schedule;
    private readonly DivergenceGuard _guard;
    private readonly BatchOrder _order;
    private long _lastCheckpoint = Stopwatch.GetTimestamp();
    private long _trainingTicks;
    private long _learned;

    public GradientTrainer(GradientTrainingSetup setup, GradientTrainingOptions options)
    {
        options.Validate();
        _setup = setup;
        _options = options;
        _order = new BatchOrder(setup.Pictures.Count, options.BatchSize, options.Seed);
        _state = new TrainingState(setup, options);
        _loss = new BatchLoss(options.Loss, setup.ClassWeights);
        _schedule = new LearningRateSchedule(options.Schedule, options.Epochs, _order.StepsPerEpoch);
        _guard = new DivergenceGuard(setup.ClassWeights.Length);
    }

    private TrainingPosition Position => _state.Position;

    /// <summary>Trains, from the checkpoint where there is one.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; a checkpoint was written where there is a place for it.</exception>
    /// <exception cref="TrainingDivergedException">The loss left all bounds.</exception>
    public GradientTrainingResult Run(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        Resume();
        while (Position.Epoch < _options.Epochs && !IsPatienceOver)
        {
            TrainEpoch(cancellationToken);
            EndEpoch(cancellationToken);
        }

        Finish();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double rate = _trainingTicks == 0 ? 0 : _learned / Stopwatch.GetElapsedTime(0, _trainingTicks).TotalSeconds;
        int best = _setup.Validate is null ? Position.Epoch - 1 : Position.BestEpoch;
        return new GradientTrainingResult([.. Position.History], best, Position.TotalSteps, seconds, rate);
    }

    private bool IsPatienceOver =>
        _options.Patience > 0 && _setup.Validate is not null && Position.Epoch - 1 - Position.BestEpoch >= _options.Patience;

    private void Resume()
    {
        if (_setup.Checkpoints?.Read() is not { } bytes)
        {
            return;
        }

        _state.Load(Checkpoint.Read(_setup.Checkpoints.Name, bytes), _setup.Checkpoints.Name);
        (_schedule.PlateauShare, _schedule.BestLoss, _schedule.EpochsSinceBest) = (Position.PlateauShare, Position.PlateauBest, Position.PlateauEpochs);
        _guard.Mean = Position.MeanLoss;
    }

    private void TrainEpoch(CancellationToken cancellationToken)
    {
        int[][] batches = _order.Batches(Position.Epoch);
        int first = Position.Step;
        OrderedPrefetchOptions prefetch = new() { WorkerCount = _setup.Team.WorkerCount, WindowSize = LookAhead };
        (int epoch, int total) = (Position.Epoch, batches.Length - first);
        foreach (TrainingBatch batch in OrderedPrefetch.Run(
            total, prefetch, (index, _) => _setup.Pictures.Read(epoch, first + index, batches[first + index], CancellationToken.None), CancellationToken.None))
        {
            long start = Stopwatch.GetTimestamp();
            Step(_setup.Teach is { } teach ? teach(batch) : batch);
            _trainingTicks += Stopwatch.GetTimestamp() - start;
            _learned += batch.Count;
            KeepCheckpoint(cancellationToken);
        }
    }

    private void Step(TrainingBatch batch)
    {
        _setup.Model.ClearGradients();
        _loss.Start(batch);
        double loss = _setup.Model.Accumulate(batch, _order.KeyOf(Position.TotalSteps), _loss.Evaluate);
        double norm = _state.Optimizer.GradientNorm();
        _guard.Check(Position, _setup.Teach is null ? loss : _loss.LabelLoss, norm);
        double rate = _options.Optimizer.LearningRate * _schedule.ShareAt(Position.TotalSteps);
        _state.Optimizer.Step(rate, norm);
        _setup.Model.ParametersChanged();
        Position.Step++;
        Position.TotalSteps++;
        Position.MeanLoss = _guard.Mean;
        Position.LossSum += loss * batch.Count;
        Position.RightCount += _loss.RightCount;
        Position.LabelledCount += _loss.LabelledCount;
        Position.SeenCount += batch.Count;
        _state.Average?.Update(Position.TotalSteps);
        _setup.Log?.Invoke(new TrainingEvent("step", Position.TotalSteps, [new("loss", loss), new("learningRate", rate), new("gradientNorm", norm), new("pictures", batch.Count), new("steps", (double)_options.Epochs * _order.StepsPerEpoch)]));
    }

    private void EndEpoch(CancellationToken cancellationToken)
    {
        (double Loss, double Accuracy)? validation = Validated(cancellationToken);
        double rate = _options.Optimizer.LearningRate * _schedule.ShareAt(Math.Max(0, Position.TotalSteps - 1));
        EpochRecord record = new(
            Position.Epoch, Position.LossSum / Position.SeenCount, (double)Position.RightCount / Math.Max(1, Position.LabelledCount), rate, validation?.Loss, validation?.Accuracy);
        Position.History.Add(record);
        if (validation is { } found)
        {
            _schedule.EpochEnded(found.Loss);
            (Position.PlateauShare, Position.PlateauBest, Position.PlateauEpochs) = (_schedule.PlateauShare, _schedule.BestLoss, _schedule.EpochsSinceBest);
        }

        Position.Epoch++;
        (Position.Step, Position.LossSum, Position.RightCount, Position.LabelledCount, Position.SeenCount) = (0, 0, 0, 0, 0);
        List<KeyValuePair<string, double>> values = [new("epoch", record.Epoch), new("loss", record.Loss), new("accuracy", record.Accuracy), new("learningRate", rate)];
        values.AddRange(validation is { } v ? [new("validationLoss", v.Loss), new("validationAccuracy", v.Accuracy)] : []);
        _setup.Log?.Invoke(new TrainingEvent("epoch", Position.TotalSteps, values));
    }

    /// <summary>Judges the weights that would be kept, and keeps them where they are the best so far.</summary>
    private (double Loss, double Accuracy)? Validated(CancellationToken cancellationToken)
    {
        if (_setup.Validate is null)
        {
            return null;
        }

        SwapAverage();
        try
        {
            (double Loss, double Accuracy) found = _setup.Validate(cancellationToken);
            if (found.Loss < Position.BestLoss || Position.BestEpoch < 0)
            {
                (Position.BestEpoch, Position.BestLoss) = (Position.Epoch, found.Loss);
                _state.KeepBest();
            }

            return found;
        }
        finally
        {
            SwapAverage();
        }
    }

    private void Finish()
    {
        if (_setup.Validate is not null)
        {
            _state.RestoreBest();
        }
        else
        {
            SwapAverage();
        }
    }

    private void SwapAverage()
    {
        if (_state.Average is { } average)
        {
            average.Swap();
            _setup.Model.ParametersChanged();
        }
    }

    private void KeepCheckpoint(CancellationToken cancellationToken)
    {
        bool isDue = Stopwatch.GetElapsedTime(_lastCheckpoint).TotalSeconds >= _options.CheckpointSeconds;
        if (_setup.Checkpoints is { } store && (isDue || cancellationToken.IsCancellationRequested))
        {
            store.Write(_state.Save().Write);
            _lastCheckpoint = Stopwatch.GetTimestamp();
        }

        cancellationToken.ThrowIfCancellationRequested();
    }
}
