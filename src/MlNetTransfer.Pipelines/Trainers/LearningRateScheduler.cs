namespace MlNetTransfer.Pipelines.Trainers;

/// <summary>Learning rates over the course of a training.</summary>
public abstract class LearningRateScheduler
{
    private protected LearningRateScheduler()
    {
    }

    /// <summary>Whether every setting is the usual one of the default scheduler.</summary>
    internal virtual bool IsDefault => false;

    /// <summary>The rate of one batch.</summary>
    internal abstract float RateAt(TrainingStep step);

    /// <summary>The same course from another base rate, where the base was left at its default.</summary>
    internal virtual LearningRateScheduler WithBase(float learningRate) => this;
}
