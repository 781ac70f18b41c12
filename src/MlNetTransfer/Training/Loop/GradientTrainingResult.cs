namespace MlNetTransfer.Training.Loop;

/// <summary>How a gradient training went; the weights are in the network.</summary>
/// <param name="Epochs">Each epoch.</param>
/// <param name="BestEpoch">Index of the epoch whose weights were kept; the last one where nothing was validated.</param>
/// <param name="Steps">Steps made.</param>
/// <param name="Seconds">Time of this run; earlier parts of a resumed one are not counted.</param>
/// <param name="ImagesPerSecond">Pictures learnt from per second of this run, without validation.</param>
public sealed record GradientTrainingResult(IReadOnlyList<EpochRecord> Epochs, int BestEpoch, long Steps, double Seconds, double ImagesPerSecond);
