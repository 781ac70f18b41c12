namespace MlNetTransfer.Training.Loop;

/// <summary>Stops a training whose loss is no number, or far above what guessing costs.</summary>
/// <remarks>
/// Guessing among C classes costs ln C; a moving mean above 2 ln C + 2 says that the pretrained weights are being destroyed, unless the first batch, which no step
/// had touched, was as bad already: a head of few pictures may be that wrong about augmented ones. Then twice its loss is the limit.
/// </remarks>
internal sealed class DivergenceGuard(int classCount)
{
    private const double Keep = 0.95;
    private const double StartFactor = 2;

    /// <summary>Moving mean of the losses; NaN before the first.</summary>
    public double Mean { get; set; } = double.NaN;

    /// <summary>Takes in a step's loss.</summary>
    /// <param name="position">Where the training stands.</param>
    /// <param name="judged">The loss; null where the batch has no labels, so that only its gradient is looked at.</param>
    /// <param name="gradientNorm">Length of the gradient.</param>
    public void Check(TrainingPosition position, double? judged, double gradientNorm)
    {
        if (judged is not { } loss)
        {
            if (double.IsFinite(gradientNorm))
            {
                return;
            }

            loss = Mean;
        }

        Mean = double.IsNaN(Mean) ? loss : (Keep * Mean) + ((1 - Keep) * loss);
        position.StartLoss = double.IsNaN(position.StartLoss) ? loss : position.StartLoss;
        double limit = Math.Max((2 * Math.Log(Math.Max(2, classCount))) + 2, StartFactor * position.StartLoss);
        if (double.IsFinite(loss) && double.IsFinite(gradientNorm) && Mean <= limit)
        {
            return;
        }

        string found = double.IsFinite(loss) && double.IsFinite(gradientNorm)
            ? FormattableString.Invariant($"the mean loss {Mean:F2} is above {limit:F2}, far worse than guessing ({Math.Log(Math.Max(2, classCount)):F2})")
            : FormattableString.Invariant($"loss {loss}, gradient length {gradientNorm}");
        throw new TrainingDivergedException(FormattableString.Invariant(
            $"Training diverged in epoch {position.Epoch + 1}, step {position.Step + 1}: {found}. Lower the learning rate to a third, or freeze more of the network."))
        {
            Epoch = position.Epoch,
            Step = position.Step,
            Loss = loss,
        };
    }
}
