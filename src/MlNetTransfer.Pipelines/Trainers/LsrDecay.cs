namespace MlNetTransfer.Pipelines.Trainers;

/// <summary>Base rate x batch size / 128 x a factor that depends on the epoch ("linear scaling rule").</summary>
public sealed class LsrDecay : LearningRateScheduler
{
    private const float ReferenceBatchSize = 128;

    private readonly IReadOnlyList<LearningRateSchedulerItem> _schedule;
    private readonly float _baseLearningRate;

    /// <summary>The usual factors: 0.1 from epoch 91 on, 0.01 from 136, 0.0001 from 182.</summary>
    /// <param name="baseLearningRate">Rate for batches of 128.</param>
    public LsrDecay(float baseLearningRate = 0.1f)
        : this([new(182, 0.0001f), new(136, 0.01f), new(91, 0.1f)], baseLearningRate)
    {
    }

    /// <summary>Factors of one's own.</summary>
    /// <param name="lrschedule">Epochs, falling, and the factor from each on.</param>
    /// <param name="baseLearningRate">Rate for batches of 128.</param>
    /// <exception cref="ArgumentException">The epochs do not fall.</exception>
    public LsrDecay(IReadOnlyList<LearningRateSchedulerItem> lrschedule, float baseLearningRate = 0.1f)
    {
        ArgumentNullException.ThrowIfNull(lrschedule);
        if (lrschedule.Zip(lrschedule.Skip(1)).Any(pair => pair.First.Epoch <= pair.Second.Epoch))
        {
            throw new ArgumentException($"The epochs must fall, got {string.Join(", ", lrschedule.Select(i => i.Epoch))}.", nameof(lrschedule));
        }

        _schedule = [.. lrschedule];
        _baseLearningRate = baseLearningRate;
    }

    internal override float RateAt(TrainingStep step)
    {
        float factor = _schedule.Where(i => step.Epoch >= i.Epoch).Select(i => i.ScalingFactor).DefaultIfEmpty(1).First();
        return _baseLearningRate * step.BatchSize / ReferenceBatchSize * factor;
    }

    /// <summary>A factor from an epoch on.</summary>
    public readonly struct LearningRateSchedulerItem
    {
        /// <summary>The first epoch.</summary>
        public readonly int Epoch;

        /// <summary>The factor.</summary>
        public readonly float ScalingFactor;

        /// <summary>Makes an item.</summary>
        /// <param name="epoch">The first epoch.</param>
        /// <param name="scalingfactor">The factor.</param>
        public LearningRateSchedulerItem(int epoch, float scalingfactor)
        {
            Epoch = epoch;
            ScalingFactor = scalingfactor;
        }
    }
}
