namespace MlNetTransfer;

/// <summary>What became of one file: an answer or a reason.</summary>
/// <param name="Path">The file as given.</param>
/// <param name="Prediction">The answer; null when the file could not be used.</param>
/// <param name="Error">Why there is no answer; null when there is one.</param>
public sealed record FilePrediction(string Path, ImagePrediction? Prediction, string? Error);
