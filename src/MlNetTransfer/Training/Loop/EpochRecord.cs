namespace MlNetTransfer.Training.Loop;

/// <summary>What one epoch of gradient training came to.</summary>
/// <param name="Epoch">Index, from 0.</param>
/// <param name="Loss">Mean loss over the pictures as they were seen: augmented, mixed, smoothed.</param>
/// <param name="Accuracy">Share of them whose largest score was the largest target.</param>
/// <param name="LearningRate">Of the last step.</param>
/// <param name="ValidationLoss">Mean cross-entropy of the validation pictures; null without any.</param>
/// <param name="ValidationAccuracy">Their accuracy; null without any.</param>
public sealed record EpochRecord(int Epoch, double Loss, double Accuracy, double LearningRate, double? ValidationLoss, double? ValidationAccuracy);
