namespace MlNetTransfer.Pipelines.Trainers;

/// <summary>(learning rate - end) x (1 - step / decay steps) ^ power + end; decay steps = whole batches of an epoch x epochs per decay.</summary>
public sealed class PolynomialLRDecay : LearningRateScheduler
{
    private readonly float _learningRate;
    private readonly float _numEpochsPerDecay;
    private readonly float _endLearningRate;
    private readonly float _power;
    private readonly bool _cycle;

    /// <summary>Makes a course.</summary>
    /// <param name="learningRate">Rate at the start.</param>
    /// <param name="numEpochsPerDecay">Number of epochs until the end rate is reached. The default, 2, is short: give the number of epochs that you train for.</param>
    /// <param name="endLearningRate">Rate at the end.</param>
    /// <param name="power">Exponent.</param>
    /// <param name="cycle">Whether the decay steps grow to whole multiples that are not over yet.</param>
    public PolynomialLRDecay(float learningRate = 0.01f, float numEpochsPerDecay = 2.0f, float endLearningRate = 0.0001f, float power = 1.0f, bool cycle = false)
    {
        _learningRate = learningRate;
        _numEpochsPerDecay = numEpochsPerDecay;
        _endLearningRate = endLearningRate;
        _power = power;
        _cycle = cycle;
    }

    internal override float RateAt(TrainingStep step)
    {
        float decaySteps = (int)(step.BatchesPerEpoch * _numEpochsPerDecay);
        if (_cycle && step.Step > 0)
        {
            decaySteps *= MathF.Ceiling(step.Step / decaySteps);
        }

        float done = Math.Min(step.Step, decaySteps) / decaySteps;
        return ((_learningRate - _endLearningRate) * (float)Math.Pow(1 - done, _power)) + _endLearningRate;
    }
}
