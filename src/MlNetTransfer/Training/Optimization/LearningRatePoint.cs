namespace MlNetTransfer.Training.Optimization;

/// <summary>One step of a sweep of learning rates.</summary>
/// <param name="Rate">Learning rate of the step before which the loss was taken.</param>
/// <param name="Loss">Loss of a batch, less what the untouched network had on the same batch, plus the mean of that over all batches.</param>
/// <param name="Smoothed">Moving mean of the losses so far.</param>
public readonly record struct LearningRatePoint(double Rate, double Loss, double Smoothed);
