namespace MlNetTransfer.Evaluation;

/// <summary>Share of samples whose class is among the K most probable ones.</summary>
/// <param name="K">Number of classes looked at, 1 or more.</param>
/// <param name="Accuracy">The share with its interval.</param>
public sealed record TopKAccuracy(int K, Proportion Accuracy);
