using MlNetTransfer.Pipelines.Runtime;
using MlNetTransfer.Pipelines.Trainers;
using MlNetTransfer.Runtime;
using static MlNetTransfer.Pipelines.Vision.ImageClassificationTrainer;

namespace MlNetTransfer.Pipelines.Vision;

/// <summary>Epochs of gradient descent: figures told, stopping early, the best weights kept. ML.NET's way: one order, means of batch means, the last weights.</summary>
internal sealed class HeadDescent(TrainingRun run, SoftmaxHead head)
{
    /// <summary>Keeps the order of rows apart from other random numbers of the same seed.</summary>
    private const long OrderStream = 1;

    private readonly Options _options = run.Options;

    private bool IsLegacy => _options.LegacyBehavior;

    /// <summary>Learns.</summary>
    /// <returns>The head to keep.</returns>
    public SoftmaxHead Run(DescentSamples train, DescentSamples validation)
    {
        LearningRateScheduler? scheduler = Scheduler();
        CheckBatch(train, scheduler);
        EarlyStopping? stopping = _options.EarlyStoppingCriteria?.Fresh();
        EarlyStopping judge = stopping ?? new EarlyStopping();
        SeededRandom random = new(run.Seed + OrderStream);
        int[] order = [.. Enumerable.Range(0, train.Count)];
        (SoftmaxHead Head, TrainMetrics Metrics)? best = null;
        for (int epoch = 0; epoch < _options.Epoch; epoch++)
        {
            if (!IsLegacy)
            {
                random.Shuffle<int>(order);
            }

            TrainMetrics trained = LearnEpoch(train, order, epoch, scheduler);
            if (!float.IsFinite(trained.CrossEntropy))
            {
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"ImageClassificationTrainer: the training diverged in epoch {epoch}: the cross-entropy is {trained.CrossEntropy}. Lower LearningRate (now {trained.LearningRate})."));
            }

            TrainMetrics judged = validation.Count == 0 ? trained : MeasureEpoch(validation, epoch);
            if (!IsLegacy && (best is null || judge.IsBetter(judged, best.Value.Metrics)))
            {
                best = (head.Clone(), judged);
            }

            if (validation.Count > 0 && stopping?.ShouldStop(judged) == true)
            {
                break;
            }
        }

        if (best is { } kept)
        {
            run.Tell(ChannelMessageKind.Info, FormattableString.Invariant($"The weights of epoch {kept.Metrics.Epoch} are kept."));
        }

        return best?.Head ?? head;
    }

    /// <summary>The course of learning rates. ML.NET has no use for LearningRate while there is a scheduler; here it is the base of the default one.</summary>
    private LearningRateScheduler? Scheduler() =>
        _options.LearningRateScheduler is { IsDefault: true } usual && !IsLegacy ? usual.WithBase(_options.LearningRate) : _options.LearningRateScheduler;

    private void CheckBatch(DescentSamples train, LearningRateScheduler? scheduler)
    {
        if (IsLegacy && train.Count < _options.BatchSize && scheduler is not null and not LsrDecay)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"ImageClassificationTrainer: {train.Count} training pictures are fewer than BatchSize ({_options.BatchSize}), which makes the learning rate of LegacyBehavior 0/0. Lower BatchSize, or set LearningRateScheduler to null."));
        }
    }

    private TrainMetrics LearnEpoch(DescentSamples train, int[] order, int epoch, LearningRateScheduler? scheduler)
    {
        EpochSums sums = new(IsLegacy);
        float rate = _options.LearningRate;
        for (int start = 0; start < order.Length; start += _options.BatchSize)
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<int> rows = order.AsSpan(start, Math.Min(_options.BatchSize, order.Length - start));
            rate = scheduler?.RateAt(new TrainingStep
            {
                BatchSize = _options.BatchSize,
                BatchesPerEpoch = IsLegacy ? train.Count / _options.BatchSize : Math.Max(1, train.Count / _options.BatchSize),
                Epoch = epoch,
                Batch = start / _options.BatchSize,
            }) ?? rate;
            sums.Add(head.Step(train, rows, rate), rows.Length);
        }

        TrainMetrics metrics = sums.ToMetrics(ImageClassificationMetrics.Dataset.Train, epoch, rate);
        if (_options.TestOnTrainSet)
        {
            run.Report(new ImageClassificationMetrics { Train = metrics });
        }

        return metrics;
    }

    private TrainMetrics MeasureEpoch(DescentSamples validation, int epoch)
    {
        EpochSums sums = new(IsLegacy);
        int[] rows = [.. Enumerable.Range(0, validation.Count)];
        for (int start = 0; start < rows.Length; start += _options.BatchSize)
        {
            ReadOnlySpan<int> batch = rows.AsSpan(start, Math.Min(_options.BatchSize, rows.Length - start));
            sums.Add(head.Measure(validation, batch), batch.Length);
        }

        TrainMetrics metrics = sums.ToMetrics(ImageClassificationMetrics.Dataset.Validation, epoch, 0);
        run.Report(new ImageClassificationMetrics { Train = metrics });
        return metrics;
    }

    /// <summary>Figures of an epoch: means over pictures, or over batches as ML.NET has them.</summary>
    private sealed class EpochSums(bool isOverBatches)
    {
        private double _right;
        private double _loss;
        private double _weight;
        private int _batches;

        public void Add((int Right, double Loss) batch, int count)
        {
            double share = isOverBatches ? 1.0 / count : 1;
            _right += batch.Right * share;
            _loss += batch.Loss * share;
            _weight += isOverBatches ? 1 : count;
            _batches++;
        }

        public TrainMetrics ToMetrics(ImageClassificationMetrics.Dataset dataset, int epoch, float learningRate) => new()
        {
            DatasetUsed = dataset,
            BatchProcessedCount = _batches,
            Epoch = epoch,
            Accuracy = (float)(_right / _weight),
            CrossEntropy = (float)(_loss / _weight),
            LearningRate = learningRate,
        };
    }
}
