namespace MlNetTransfer.Pipelines.Trainers;

/// <summary>Learning rate x decay rate ^ (step / decay steps), in stairs or smoothly; decay steps = whole batches of an epoch x epochs per decay.</summary>
public sealed class ExponentialLRDecay : LearningRateScheduler
{
    /// <summary>Rate at the start.</summary>
    public float LearningRate;

    /// <summary>Accepted so that programs compile; a training counts for itself.</summary>
    public int GlobalStep;

    /// <summary>Accepted so that programs compile; follows from the number of pictures.</summary>
    public int DecaySteps;

    /// <summary>Factor of each decay.</summary>
    public float DecayRate;

    /// <summary>Whether the rate falls in stairs.</summary>
    public bool Staircase;

    /// <summary>Number of epochs of a decay.</summary>
    public float NumEpochsPerDecay;

    /// <summary>Makes a course.</summary>
    /// <param name="learningRate">Rate at the start.</param>
    /// <param name="numEpochsPerDecay">Number of epochs of a decay.</param>
    /// <param name="decayRate">Factor of each decay.</param>
    /// <param name="staircase">Whether the rate falls in stairs.</param>
    public ExponentialLRDecay(float learningRate = 0.01f, float numEpochsPerDecay = 2.0f, float decayRate = 0.94f, bool staircase = true)
    {
        LearningRate = learningRate;
        NumEpochsPerDecay = numEpochsPerDecay;
        DecayRate = decayRate;
        Staircase = staircase;
    }

    internal override bool IsDefault =>
        new ExponentialLRDecay() is var usual && LearningRate == usual.LearningRate && NumEpochsPerDecay == usual.NumEpochsPerDecay
        && DecayRate == usual.DecayRate && Staircase == usual.Staircase;

    internal override float RateAt(TrainingStep step)
    {
        int decaySteps = (int)(step.BatchesPerEpoch * NumEpochsPerDecay);
        float decays = step.Step / (float)decaySteps;
        return LearningRate * (float)Math.Pow(DecayRate, Staircase ? MathF.Floor(decays) : decays);
    }

    internal override LearningRateScheduler WithBase(float learningRate) =>
        new ExponentialLRDecay(learningRate, NumEpochsPerDecay, DecayRate, Staircase);
}
